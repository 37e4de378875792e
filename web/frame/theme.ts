import { ActionIcon, createTheme, Drawer, Menu, Modal, type CSSVariablesResolver } from '@mantine/core'

/** Tokens of the product. Colours were chosen by their measured contrast; do not lighten them. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 8,
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  defaultRadius: 6,
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '24px', lineHeight: '1.3' },
      h2: { fontSize: '20px', lineHeight: '1.35' },
      h3: { fontSize: '16px', lineHeight: '1.4' },
      h4: { fontSize: '14px', lineHeight: '1.4' },
    },
  },
  components: {
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        // Its <header> is no banner of the page.
        attributes: { header: { role: 'presentation' } },
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 0.5 },
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } },
        transitionProps: { duration: 180 },
      },
    }),
    // Its placeholder is a child that a menu must not have; the first item takes the focus instead.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 32 } }),
  },
})

/** The roles whose defaults fall short of 4.5:1 (text) or 3:1 (borders), for light and dark. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-default-border': 'var(--mantine-color-gray-3)',
    '--m-warning': '#a33b00',
    '--m-warning-surface': '#fff4e6',
    '--m-ok': 'var(--mantine-color-teal-9)',
    '--m-error-surface': 'var(--mantine-color-red-0)',
    '--m-input-border': 'var(--mantine-color-gray-6)',
    '--m-line': 'var(--mantine-color-gray-3)',
    '--m-surface': 'var(--mantine-color-gray-0)',
    '--m-hover': 'var(--mantine-color-gray-1)',
    '--m-selected': 'var(--mantine-color-indigo-0)',
    '--m-focus': 'var(--mantine-color-indigo-8)',
    '--m-accent': 'var(--mantine-color-indigo-8)',
  },
  dark: {
    '--mantine-color-anchor': 'var(--mantine-color-indigo-4)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-default-border': 'var(--mantine-color-dark-4)',
    '--m-warning': 'var(--mantine-color-orange-4)',
    '--m-warning-surface': '#35270f',
    '--m-ok': 'var(--mantine-color-teal-4)',
    '--m-error-surface': '#3a1d1d',
    '--m-input-border': 'var(--mantine-color-dark-2)',
    '--m-line': 'var(--mantine-color-dark-4)',
    '--m-surface': 'var(--mantine-color-dark-8)',
    '--m-hover': 'var(--mantine-color-dark-6)',
    '--m-selected': '#232c4d',
    '--m-focus': 'var(--mantine-color-indigo-4)',
    '--m-accent': 'var(--mantine-color-indigo-4)',
  },
})
