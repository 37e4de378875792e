import React, { Fragment, useState } from 'react'
import type { ActionProps } from 'adminjs'
import type { MatrixShown } from '../wire.ts'
import { useShown } from './shown.ts'

type Role = MatrixShown['roles'][number]
type Edits = Readonly<Record<string, readonly string[]>>

function Cell({
  role,
  permission,
  words,
  on,
  held,
  toggle,
}: {
  role: Role
  permission: string
  words: string
  on: boolean
  held: boolean
  toggle: (permission: string) => void
}) {
  if (!role.abilities.change) {
    return (
      <td>
        <span role="img" aria-label={on ? 'Yes' : 'No'}>
          {on ? '✓' : '–'}
        </span>
      </td>
    )
  }
  const why = on || held ? '' : "You don't hold this yourself, so you can't give it to a role."
  return (
    <td title={why}>
      <input
        type="checkbox"
        checked={on}
        disabled={why !== ''}
        aria-label={`${role.name}: ${words}. ${why}`.trim()}
        onChange={() => toggle(permission)}
      />
    </td>
  )
}

/** Every role and what it allows; those of the organization's own roles can be ticked. */
export default function RoleMatrix({ action, resource }: ActionProps) {
  const { shown, failure, change } = useShown<MatrixShown>(`/admin/api/resources/${resource.id}/actions/${action.name}`)
  const [edits, setEdits] = useState<Edits>({})
  const [busy, setBusy] = useState(false)
  const fault =
    failure === null ? null : (
      <p className="fault" role="alert">
        {failure}
      </p>
    )
  if (shown === null) return fault ?? <p className="loading">One moment…</p>
  const of = (role: Role): readonly string[] => edits[role.id] ?? role.permissions
  const toggle = (role: Role, permission: string): void => {
    const now = of(role)
    const next = now.includes(permission) ? now.filter((one) => one !== permission) : [...now, permission]
    setEdits({ ...edits, [role.id]: next })
  }
  const save = async (): Promise<void> => {
    for (const role of shown.roles.filter(({ id }) => edits[id] !== undefined)) {
      if (!(await change({ roleId: role.id, revision: role.revision, permissions: of(role) }))) return
    }
    setEdits({})
  }
  const nounOf = (name: string): string => name.split('.')[0] ?? name
  return (
    <section className="card" aria-label="What each role allows">
      <div className="matrix" role="region" aria-label="Roles and permissions" tabIndex={0}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Permission</th>
              {shown.roles.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.permissions.map(({ name, description }, at) => (
              <Fragment key={name}>
                {nounOf(name) === nounOf(shown.permissions[at - 1]?.name ?? '') ? null : (
                  <tr>
                    <th scope="colgroup" colSpan={shown.roles.length + 1} className="noun">
                      {nounOf(name)}
                    </th>
                  </tr>
                )}
                <tr>
                  <th scope="row">{description}</th>
                  {shown.roles.map((role) => (
                    <Cell
                      key={role.id}
                      role={role}
                      permission={name}
                      words={description}
                      on={of(role).includes(name)}
                      held={shown.held.includes(name)}
                      toggle={(permission) => toggle(role, permission)}
                    />
                  ))}
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {fault}
      {Object.keys(edits).length === 0 ? null : (
        <div className="buttons">
          <button
            type="button"
            className="button primary"
            disabled={busy}
            onClick={() => {
              setBusy(true)
              void save().finally(() => setBusy(false))
            }}
          >
            {busy ? 'One moment…' : 'Save'}
          </button>
          <button type="button" className="button" onClick={() => setEdits({})}>
            Undo
          </button>
        </div>
      )}
    </section>
  )
}
