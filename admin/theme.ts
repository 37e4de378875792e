import type { BrandingOptions } from 'adminjs'

type Theme = NonNullable<BrandingOptions['theme']>

/** What AdminJS's types know no place for: it is put into the theme where the page is made. */
export const untyped = {
  font: "'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', sans-serif",
  // The last is where the navigation stands beside the content for good; the style sheet has the same.
  breakpoints: ['577px', '769px', '900px', '992px'],
}

const shared = {
  sizes: { navbarHeight: '48px', sidebarWidth: '248px', maxFormWidth: '740px' },
  fontSizes: { xs: '12px', sm: '12px', h4: '16px', h3: '20px', h2: '24px', h1: '24px' },
  lineHeights: { default: '20px', md: '20px' },
}

/** The colours of the browser app: indigo 8 and its greys, each pair at 4.5 to 1 or better. */
export const lightTheme: Theme = {
  ...shared,
  colors: {
    text: '#212529',
    primary100: '#3b5bdb',
    primary80: '#4263eb',
    primary60: '#5c7cfa',
    primary40: '#bac8ff',
    primary20: '#edf2ff',
    accent: '#364fc7',
    grey100: '#212529',
    grey80: '#495057',
    grey60: '#495057',
    grey40: '#868e96',
    grey20: '#f1f3f5',
    errorDark: '#c92a2a',
    error: '#c92a2a',
    errorLight: '#fff5f5',
    successDark: '#087f5b',
    success: '#087f5b',
    successLight: '#e6fcf5',
    warningDark: '#a33b00',
    warning: '#a33b00',
    warningLight: '#fff4e6',
    infoDark: '#3b5bdb',
    info: '#3b5bdb',
    infoLight: '#edf2ff',
    bg: '#f8f9fa',
    filterBg: '#ffffff',
    container: '#ffffff',
    sidebar: '#ffffff',
    border: '#dee2e6',
    inputBorder: '#868e96',
    separator: '#dee2e6',
    highlight: '#f1f3f5',
    love: '#3b5bdb',
  },
  borders: { default: '1px solid #dee2e6', input: '1px solid #868e96', bg: '1px solid #f8f9fa' },
  shadows: { card: 'none', cardHover: 'none', drawer: '-1px 0 0 #dee2e6', login: 'none' },
}

export const darkTheme: Theme = {
  ...shared,
  colors: {
    text: '#c9c9c9',
    white: '#ffffff',
    black: '#ffffff',
    primary100: '#748ffc',
    primary80: '#748ffc',
    primary60: '#91a7ff',
    primary40: '#3b4a80',
    primary20: '#2a3050',
    accent: '#91a7ff',
    grey100: '#e0e0e0',
    grey80: '#b8b8b8',
    grey60: '#b8b8b8',
    grey40: '#828282',
    grey20: '#2e2e2e',
    errorDark: '#ff8787',
    error: '#ff8787',
    errorLight: '#3a2526',
    successDark: '#38d9a9',
    success: '#38d9a9',
    successLight: '#1d332c',
    warningDark: '#ffa94d',
    warning: '#ffa94d',
    warningLight: '#3a2d1f',
    infoDark: '#91a7ff',
    info: '#91a7ff',
    infoLight: '#2a3050',
    bg: '#1f1f1f',
    filterBg: '#242424',
    container: '#242424',
    sidebar: '#242424',
    border: '#424242',
    inputBorder: '#828282',
    separator: '#424242',
    highlight: '#2e2e2e',
    love: '#748ffc',
  },
  borders: { default: '1px solid #424242', input: '1px solid #828282', bg: '1px solid #1f1f1f' },
  shadows: { card: 'none', cardHover: 'none', drawer: '-1px 0 0 #424242', login: 'none' },
}
