import React from 'react'
import { ActionButton, useTranslation, type ResourceJSON } from 'adminjs'
import { Link, useLocation } from 'react-router-dom'

/** An empty list: nothing yet, with the one thing to do about it, or nothing that matches. */
export default function NoRecords({ resource }: { resource: ResourceJSON }) {
  const { translateMessage, translateAction } = useTranslation()
  const { search } = useLocation()
  if (/[?&]filters\./.test(search)) {
    return (
      <div className="empty">
        <p className="empty-title">Nothing matches</p>
        <Link className="button" to={`/admin/resources/${resource.id}`}>
          Clear filters
        </Link>
      </div>
    )
  }
  const create = resource.resourceActions.find(({ name }) => name === 'new')
  return (
    <div className="empty">
      <p className="empty-title">{translateMessage('noRecords', resource.id)}</p>
      <p>{translateMessage('noRecordsInResource', resource.id)}</p>
      {create === undefined ? null : (
        <ActionButton action={create} resourceId={resource.id} actionPerformed={() => undefined}>
          <span className="button primary">{translateAction(create.label, resource.id)}</span>
        </ActionButton>
      )}
    </div>
  )
}
