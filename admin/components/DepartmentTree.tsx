import React from 'react'
import type { ActionProps } from 'adminjs'
import { Link } from 'react-router-dom'
import type { TreeShown } from '../wire.ts'
import { useShown } from './shown.ts'

type Department = TreeShown['departments'][number]

function Branch({ all, parentId }: { all: readonly Department[]; parentId: string | null }) {
  const known = new Set(all.map(({ id }) => id))
  // One whose parent cannot be seen stands at the top.
  const above = (one: Department): string | null =>
    one.parentId !== null && known.has(one.parentId) ? one.parentId : null
  const here = all.filter((one) => above(one) === parentId)
  if (here.length === 0) return null
  return (
    <ul className="branch">
      {here.map((one) => (
        <li key={one.id}>
          <Link className="link" to={`/admin/resources/departments/records/${one.id}/show`}>
            {one.name}
          </Link>{' '}
          <span className="dimmed">
            {one.people === 1 ? '1 person' : `${one.people} people`}
            {one.manager === null ? '' : ` · run by ${one.manager.name}`}
          </span>
          <Branch all={all} parentId={one.id} />
        </li>
      ))}
    </ul>
  )
}

/** All departments, each below the one it belongs to. */
export default function DepartmentTree({ action, resource }: ActionProps) {
  const { shown, failure } = useShown<TreeShown>(`/admin/api/resources/${resource.id}/actions/${action.name}`)
  if (failure !== null) {
    return (
      <p className="fault" role="alert">
        {failure}
      </p>
    )
  }
  if (shown === null) return <p className="loading">One moment…</p>
  if (shown.departments.length === 0) return <p>There is no department yet.</p>
  return (
    <section className="card" aria-label="Departments">
      <Branch all={shown.departments} parentId={null} />
    </section>
  )
}
