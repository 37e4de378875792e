// Runs before AdminJS: hands it its state, its theme and the nonce for its styles. A script of its own, since the
// page's policy runs no inline script.
declare global {
  interface Window {
    REDUX_STATE: unknown
    THEME: unknown
    THEME_COMPONENTS: object
    AdminJS: object
    __webpack_nonce__: string | undefined
  }
}

;(() => {
  const read = (id: string): Record<string, unknown> => JSON.parse(document.getElementById(id)?.textContent ?? '{}')

  let chosen: string | null = null
  try {
    // The browser app's own choice of light or dark.
    chosen = window.localStorage.getItem('muniment.scheme')
  } catch {
    // Storage may be switched off: follow the system then.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  const scheme = dark ? 'dark' : 'light'
  document.documentElement.dataset['scheme'] = scheme

  window.REDUX_STATE = read('state')
  window.THEME = read('themes')[scheme]
  window.THEME_COMPONENTS = {}
  window.AdminJS = { Components: {} }
  window.__webpack_nonce__ = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce

  // AdminJS makes its requests by XMLHttpRequest. Each names the organization that this page is about, so that a
  // switch in another tab cannot make it act elsewhere; and an ended session leads to sign-in.
  const organization = document.documentElement.dataset['organization']
  const open = XMLHttpRequest.prototype.open
  XMLHttpRequest.prototype.open = function (method: string, url: string | URL): void {
    open.call(this, method, url, true)
    if (organization) this.setRequestHeader('Muniment-Organization', organization)
    this.addEventListener('load', () => {
      if (this.status !== 401) return
      const here = window.location.pathname + window.location.search
      window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`)
    })
  }
})()
