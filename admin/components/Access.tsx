import React from 'react'
import type { ActionProps } from 'adminjs'
import type { AccessShown } from '../wire.ts'
import { levelWords } from '../words.ts'
import { moment } from './format.ts'
import { useShown } from './shown.ts'

type Row = AccessShown['access']['items'][number]
type Told = NonNullable<AccessShown['explanation']>

function causeWords({ cause }: Row): string {
  if (cause.kind === 'content_all') return 'A role that manages every room'
  if (cause.at === null) return 'A grant'
  return `${cause.inherited ? 'Inherited from' : 'Direct,'} ${cause.at.kind} ${cause.at.name}`
}

function Why({ told }: { told: Told }) {
  return (
    <section className="card" aria-live="polite">
      <h2>Why?</h2>
      <p>
        <strong>{told.sentence}</strong>
      </p>
      <ol className="rows">
        {told.chain.map((reason, at) => (
          <li key={`${reason.at.id}-${at}`}>
            <span>
              {reason.at.kind} {reason.at.name}
              <span className="reason">
                {reason.subject === null
                  ? 'Nothing granted to them here'
                  : `${levelWords[reason.level ?? 'none']} · to ${reason.subject.name}`}
                {reason.endsAt === null ? '' : ` · until ${moment(reason.endsAt)}`}
                {reason.inherits || reason.at.kind === 'room' ? '' : ' · inherits nothing from above'}
              </span>
            </span>
            {reason.decides ? <strong>Decides</strong> : null}
          </li>
        ))}
      </ol>
      <p className="hint">To change this: {told.toChange}</p>
    </section>
  )
}

/** Who can see a room or document, through what, and for each of them why. */
export default function Access({ action, resource, record }: ActionProps) {
  const { shown, failure, read } = useShown<AccessShown>(
    `/admin/api/resources/${resource.id}/records/${encodeURIComponent(record?.id ?? '')}/${action.name}`,
  )
  if (failure !== null) {
    return (
      <p className="fault" role="alert">
        {failure}
      </p>
    )
  }
  if (shown === null) return <p className="loading">One moment…</p>
  const { access, explanation } = shown
  return (
    <div className="page">
      <section className="card">
        <h2>Who can see {access.thing.name}</h2>
        {access.lackClearance > 0 ? <p>{access.lackClearance} more lack the clearance for it.</p> : null}
        <ul className="rows">
          {access.items.map((row) => (
            <li key={row.member.id}>
              <span>
                <strong>{row.member.name}</strong> <span className="dimmed">{row.member.email}</span>
                <span className="reason">
                  {levelWords[row.level]} · {causeWords(row)}
                </span>
              </span>
              <button
                type="button"
                className="button"
                aria-label={`Why ${row.member.name} has access`}
                onClick={() => void read(`?user=${row.member.id}`)}
              >
                Why?
              </button>
            </li>
          ))}
        </ul>
        {access.next === null ? null : (
          <button type="button" className="button" onClick={() => void read(`?cursor=${access.next}`)}>
            Next people
          </button>
        )}
      </section>
      {explanation === null ? null : <Why told={explanation} />}
    </div>
  )
}
