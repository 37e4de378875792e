import React, { useSyncExternalStore } from 'react'
import { useTranslation, type BasePropertyProps, type RecordJSON, type ResourceJSON } from 'adminjs'
import { Link } from 'react-router-dom'
import type { Kind } from '../resource.ts'
import { Chip } from './Chip.tsx'
import { ago, moment, precise, size } from './format.ts'

interface Custom {
  kind: Kind
  words: Record<string, string>
  none: string | undefined
}

function recordPath(resourceId: string, recordId: string): string {
  return `/admin/resources/${resourceId}/records/${recordId}/show`
}

function Shown({ property, record, resource, where }: BasePropertyProps) {
  const { custom } = property
  const { kind, words, none }: Custom = { kind: custom['kind'], words: custom['words'], none: custom['none'] }
  // AdminJS flattens a record into single values: texts, numbers, and dates as texts.
  const value: string | number | null | undefined = record?.params[property.path]
  if (record === undefined || value === null || value === undefined || value === '') {
    return <span className="none">{none ?? '–'}</span>
  }
  const text = String(value)
  if (property.reference) {
    const title = record.populated[property.path]?.title
    if (!title) return <span className="dimmed">Not there any more</span>
    return (
      <Link className="link" to={recordPath(property.reference, text)}>
        {title}
      </Link>
    )
  }
  if (kind === 'state') return <Chip state={text} words={words[text] ?? text} />
  if (kind === 'when' || kind === 'moment') {
    return (
      <time dateTime={text} title={precise(text)}>
        {kind === 'when' ? ago(text) : moment(text)}
      </time>
    )
  }
  if (kind === 'size')
    return (
      <span className="nowrap" title={`${text} bytes`}>
        {size(Number(text))}
      </span>
    )
  if (kind === 'code') return <pre className="code">{text}</pre>
  const worded = words[text] ?? text
  if (kind === 'title' && where === 'list') {
    return (
      <>
        <Link className="link title" to={recordPath(resource.id, record.id)}>
          {worded}
        </Link>
        <Beneath property={property} record={record} resource={resource} />
      </>
    )
  }
  return <span className={where === 'list' ? 'clipped' : undefined}>{worded}</span>
}

const phone = window.matchMedia('(max-width: 576px)')

function usePhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      phone.addEventListener('change', changed)
      return () => phone.removeEventListener('change', changed)
    },
    () => phone.matches,
  )
}

/** What a phone has no columns for: the rest of the list's values, where there are any. */
function Beneath({
  property,
  record,
  resource,
}: {
  property: { path: string }
  record: RecordJSON
  resource: ResourceJSON
}) {
  const narrow = usePhone()
  if (!narrow) return null
  const others = resource.listProperties.filter(
    ({ propertyPath: path, custom }) =>
      path !== property.path && custom['kind'] !== 'number' && record.params[path] !== null,
  )
  return (
    <div className="beneath">
      {others.map((other) => (
        <Shown
          key={other.propertyPath}
          property={{ ...other, path: other.propertyPath }}
          record={record}
          resource={resource}
          where="list"
        />
      ))}
    </div>
  )
}

/** Every value that the console shows, in a list or on a record's page. */
export default function Value(props: BasePropertyProps) {
  const { property, where } = props
  const { translateProperty } = useTranslation()
  if (where === 'list') return <Shown {...props} />
  if (property.custom['kind'] === 'title') {
    return (
      <h1 className="value-title">
        <Shown {...props} />
      </h1>
    )
  }
  return (
    <div className="value">
      <div className="value-label">{translateProperty(property.label, property.resourceId)}</div>
      <div className="value-content">
        <Shown {...props} />
        {property.description ? <div className="hint">{property.description}</div> : null}
      </div>
    </div>
  )
}
