import type { Me } from '../wire.ts'

function read(): Me {
  return JSON.parse(document.getElementById('me')?.textContent ?? '{}')
}

/** Who is signed in, and for which organization this page speaks. */
export const me = read()

/** The headers that make a request ours: one of this page's organization. */
export function ownHeaders(): Record<string, string> {
  return me.organization === null ? {} : { 'Muniment-Organization': me.organization.id }
}

export function goToSignIn(): void {
  const here = window.location.pathname + window.location.search
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`)
}
