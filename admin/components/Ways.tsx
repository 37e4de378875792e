import React from 'react'

async function signOut(): Promise<void> {
  await fetch('/api/auth/sign-out', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
  window.location.assign('/sign-in')
}

/** The ways out of the console; in the bar, or on a phone in the menu. */
export function Ways() {
  return (
    <>
      <a className="bar-link" href="/">
        Open Muniment
      </a>
      <button type="button" className="bar-link" onClick={() => void signOut()}>
        Sign out
      </button>
    </>
  )
}
