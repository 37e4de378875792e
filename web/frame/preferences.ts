import { createStore, useStore } from './store.ts'

export interface Preferences {
  /** Height of table rows. */
  density: 'normal' | 'compact'
  /** Single-key shortcuts can be switched off, for those who speak to their computer (WCAG 2.1.4). */
  shortcuts: boolean
}

const KEY = 'muniment.preferences'
const DEFAULTS: Preferences = { density: 'normal', shortcuts: true }

export const preferences = createStore<Preferences>(read())

preferences.subscribe(() => {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.get()))
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
})

export function usePreferences(): Preferences {
  return useStore(preferences)
}

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return DEFAULTS
    return {
      density: 'density' in stored && stored.density === 'compact' ? 'compact' : 'normal',
      shortcuts: !('shortcuts' in stored && stored.shortcuts === false),
    }
  } catch {
    return DEFAULTS
  }
}
