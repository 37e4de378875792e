import type { Role } from '@muniment/core/roles/schema.ts'
import { Button, Group, Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { count } from '../frame/format.ts'
import { peopleChanged } from '../people/queries.ts'
import { useMe } from '../session/session.ts'
import { allowed, grouped, toggled, type Edits } from './matrix.ts'
import { usePermissions } from './queries.ts'
import { RoleImpact } from './RoleImpact.tsx'
import classes from './roles.module.css'

/** Every role and every permission; those of the organization's own roles can be ticked, and are saved together. */
export function RoleMatrix({ roles }: { roles: readonly Role[] }) {
  const permissions = usePermissions()
  const [edits, setEdits] = useState<Edits>(new Map())
  if (!permissions.data) {
    if (permissions.isError) {
      return <ErrorPanel error={permissions.error} retry={() => void permissions.refetch()} />
    }
    return <Skeleton className="late" h={320} />
  }
  return (
    <>
      <div className={classes['scroll']} role="region" aria-label="Roles and permissions" tabIndex={0}>
        <table className={classes['matrix']}>
          <thead>
            <tr>
              <th scope="col">Permission</th>
              {roles.map((role) => (
                <th key={role.id} scope="col" data-edited={edits.has(role.id) || undefined}>
                  {role.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grouped(permissions.data).map(({ noun, permissions: list }) => (
              <Fragment key={noun}>
                <tr>
                  <th scope="colgroup" colSpan={roles.length + 1} className={classes['noun']}>
                    {noun}
                  </th>
                </tr>
                {list.map((permission) => (
                  <tr key={permission.name}>
                    <th scope="row">{permission.description}</th>
                    {roles.map((role) => (
                      <Cell
                        key={role.id}
                        role={role}
                        permission={permission.name}
                        words={permission.description}
                        on={allowed(role, edits).has(permission.name)}
                        onToggle={() => setEdits((now) => toggled(role, now, permission.name))}
                      />
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {edits.size > 0 && <Save roles={roles} edits={edits} onDone={() => setEdits(new Map())} />}
    </>
  )
}

interface CellProps {
  role: Role
  permission: string
  words: string
  on: boolean
  onToggle: () => void
}

function Cell({ role, permission, words, on, onToggle }: CellProps) {
  const { can } = useMe()
  if (!role.abilities.change) {
    return (
      <td>
        {on && <IconCheck size={18} aria-hidden />}
        <VisuallyHidden>{on ? 'Yes' : 'No'}</VisuallyHidden>
      </td>
    )
  }
  // Nobody gives what they do not hold. Taking it away is always possible.
  const why = !on && !can(permission) ? 'You don’t hold this yourself, so you can’t give it to a role.' : null
  return (
    <td title={why ?? undefined}>
      <label className={classes['tick']}>
        <input
          type="checkbox"
          checked={on}
          disabled={why !== null}
          aria-label={why === null ? `${role.name}: ${words}` : `${role.name}: ${words}. ${why}`}
          onChange={onToggle}
        />
      </label>
    </td>
  )
}

function Save({ roles, edits, onDone }: { roles: readonly Role[]; edits: Edits; onDone: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const changed = roles.filter(({ id }) => edits.has(id))
  const save = useMutation({
    mutationFn: async () => {
      for (const role of changed) {
        await api<Role>(`/roles/${role.id}`, {
          method: 'PATCH',
          body: { permissions: [...allowed(role, edits)] },
          ifMatch: role.revision,
        })
      }
    },
    onSuccess: () => {
      announce('Roles saved')
      onDone()
    },
    // Also after a failure: some may have been saved, or somebody else was faster.
    onSettled: () => peopleChanged(queries, organization),
  })
  const touched = changed.reduce((sum, { people }) => sum + people, 0)
  return (
    <section className={classes['pending']} aria-label="Changes not saved yet">
      <Text fw={600}>
        {count(changed.length, 'role')} changed, not saved yet · {count(touched, 'person holds', 'people hold')} them
      </Text>
      {changed.map((role) => (
        <div key={role.id}>
          {changed.length > 1 && <Text>{role.name}</Text>}
          <RoleImpact role={role} change={{ permissions: [...allowed(role, edits)] }} />
        </div>
      ))}
      {save.isError && <FormError error={save.error} />}
      <Group gap={8}>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
        <Button variant="default" onClick={onDone}>
          Undo
        </Button>
      </Group>
    </section>
  )
}
