import React from 'react'
import { me } from './me.ts'
import { Ways } from './Ways.tsx'

/** Where one is, as whom, and the ways out. */
export default function TopBar({ toggleSidebar }: { toggleSidebar: () => void }) {
  return (
    <header className="topbar">
      <button type="button" className="icon-button menu" aria-label="Open or close the menu" onClick={toggleSidebar}>
        <span aria-hidden="true">☰</span>
      </button>
      {me.organizations.length > 1 ? (
        <select
          className="organization"
          aria-label="Organization"
          value={me.organization?.id ?? ''}
          onChange={(event) => window.location.assign(`/admin?organization=${event.target.value}`)}
        >
          {me.organizations.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <span className="organization">{me.organization?.name ?? 'Operator'}</span>
      )}
      <span className="grow" />
      <span className="person" title={me.email}>
        {me.title}
        {me.operator ? <span className="role">Operator</span> : null}
      </span>
      <Ways />
    </header>
  )
}
