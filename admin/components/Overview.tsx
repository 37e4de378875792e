import React, { useEffect, useState } from 'react'
import { Link } from 'react-router-dom'
import type { OverviewShown } from '../wire.ts'
import { eventWords, runKindWords, stateWords } from '../words.ts'
import { Chip } from './Chip.tsx'
import { ago, precise } from './format.ts'
import { goToSignIn, me, ownHeaders } from './me.ts'

type Organization = NonNullable<OverviewShown['organization']>
type Files = NonNullable<Organization['files']>
type Work = NonNullable<Organization['work']>

const refreshEveryMs = 15_000

const scannerWords: Record<OverviewShown['scanner']['state'], { word: string; meaning: string }> = {
  ready: { word: 'Ready', meaning: 'Uploads are checked as they come.' },
  'no-signatures': {
    word: 'No signatures',
    meaning: 'Uploads wait, hidden. Import signatures on the appliance: ./muniment signatures import FILE',
  },
  stale: {
    word: 'Signatures too old',
    meaning: 'Uploads wait, hidden. Import newer signatures: ./muniment signatures import FILE',
  },
  unreachable: { word: 'Not reachable', meaning: 'Uploads wait, hidden, until the virus scanner answers again.' },
  unknown: {
    word: 'Unknown',
    meaning: 'The worker has not reported lately. Look at ./muniment doctor on the appliance.',
  },
}

const known: Record<string, string> = eventWords

function When({ at }: { at: string }) {
  return (
    <time className="dimmed" dateTime={at} title={precise(at)}>
      {ago(at)}
    </time>
  )
}

function Scanner({ scanner }: { scanner: OverviewShown['scanner'] }) {
  const { word, meaning } = scannerWords[scanner.state]
  const trial = scanner.signatures === 'trial'
  return (
    <section className="card">
      <h2>Virus check</h2>
      <p>
        {trial && scanner.state === 'ready' ? (
          <Chip state="stale" words="Trial signatures" />
        ) : (
          <Chip state={scanner.state} words={word} />
        )}
      </p>
      <p>{trial ? 'Trial signatures: they know test viruses only. Import real ones before real use.' : meaning}</p>
      {scanner.checkedAt === null ? null : (
        <p className="dimmed">
          Last asked <When at={scanner.checkedAt} />
        </p>
      )}
    </section>
  )
}

const states = ['scanning', 'infected', 'held', 'damaged', 'available'] as const

function Versions({ files: { versions, waitingSince } }: { files: Files }) {
  return (
    <section className="card">
      <h2>Files</h2>
      <ul className="tiles">
        {states.map((state) => (
          <li key={state}>
            <Link className="tile" to={`/admin/resources/versions?filters.state=${state}`}>
              <strong>{versions[state] >= 10_000 ? '10,000+' : versions[state].toLocaleString('en')}</strong>
              <Chip state={state} words={stateWords[state]} />
            </Link>
          </li>
        ))}
      </ul>
      {waitingSince === null ? null : (
        <p className="dimmed">
          The oldest unchecked upload came <When at={waitingSince} />.
        </p>
      )}
    </section>
  )
}

function Queues({ queues }: { queues: Work['queues'] }) {
  return (
    <section className="card">
      <h2>Queues</h2>
      {queues.length === 0 ? (
        <p className="dimmed">Nothing is owed: every job is done.</p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col">Waiting</th>
              <th scope="col">Under way</th>
              <th scope="col">Failed</th>
            </tr>
          </thead>
          <tbody>
            {queues.map(({ name, waiting, active, failed }) => (
              <tr key={name}>
                <th scope="row">
                  <Link className="link" to={`/admin/resources/jobs?filters.name=${name}`}>
                    {name}
                  </Link>
                </th>
                <td>{waiting}</td>
                <td>{active}</td>
                <td>{failed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function FailedJobs({ jobs }: { jobs: Work['failedJobs'] }) {
  if (jobs.length === 0) return null
  return (
    <section className="card">
      <h2>Failed jobs</h2>
      <ul className="rows">
        {jobs.map(({ id, name, reason, updatedAt }) => (
          <li key={id}>
            <span>
              <Link className="link" to={`/admin/resources/jobs/records/${id}/show`}>
                {name}
              </Link>{' '}
              <When at={updatedAt} />
              <span className="reason">{reason ?? 'No reason was given.'}</span>
            </span>
            <Link className="button" to={`/admin/resources/jobs/records/${id}/retry`}>
              Try again
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Events({ events }: { events: NonNullable<Organization['events']> }) {
  return (
    <section className="card">
      <h2>Last events</h2>
      {events.length === 0 ? <p className="dimmed">Nothing has happened yet.</p> : null}
      <ul className="rows">
        {events.map(({ id, at, type, actor }) => (
          <li key={id}>
            <span>
              <Link className="link" to={`/admin/resources/events/records/${id}/show`}>
                {known[type] ?? type}
              </Link>{' '}
              by {actor}
            </span>
            <When at={at} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const runWords: Record<string, string> = runKindWords

function Integrity({
  integrity: { damaged, oldest, running },
}: {
  integrity: NonNullable<OverviewShown['integrity']>
}) {
  return (
    <section className="card">
      <h2>Stored files</h2>
      <p>
        {damaged === 0 ? (
          <Chip state="done" words="None known to be damaged" />
        ) : (
          <Chip
            state="damaged"
            words={damaged === 1 ? 'One is damaged' : `${damaged.toLocaleString('en')} are damaged`}
          />
        )}
      </p>
      {damaged === 0 ? null : (
        <p>
          They are not served. Restore them from a backup, then check everything; when many are, look at the disk first.
        </p>
      )}
      {running.map(({ kind, progress }) => (
        <p key={kind} role="status">
          Under way: {runWords[kind]}, {progress}
        </p>
      ))}
      {oldest === null ? null : (
        <p className="dimmed">
          Oldest check or upload: <When at={oldest} />
        </p>
      )}
      <div className="buttons">
        <Link className="button" to="/admin/resources/integrity">
          Checks
        </Link>
      </div>
    </section>
  )
}

function Operator() {
  return (
    <section className="card">
      <h2>Organizations</h2>
      <p>You are the operator: you create organizations and see none of their content.</p>
      <div className="buttons">
        <Link className="button primary" to="/admin/resources/organizations">
          Organizations
        </Link>
      </div>
    </section>
  )
}

/** The first page: how the virus check, the files and the queues stand, renewed while one looks. */
export default function Overview() {
  const [shown, setShown] = useState<OverviewShown | null>(null)
  const [failed, setFailed] = useState(false)

  useEffect(() => {
    const refresh = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return
      const response = await fetch('/admin/api/dashboard', { headers: ownHeaders() })
      if (response.status === 401) goToSignIn()
      else if (response.ok) {
        setShown(await response.json())
        setFailed(false)
      } else setFailed(true)
    }
    const tell = (): void => {
      refresh().catch(() => setFailed(true))
    }
    tell()
    const timer = setInterval(tell, refreshEveryMs)
    document.addEventListener('visibilitychange', tell)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tell)
    }
  }, [])

  const organization = shown?.organization ?? null
  return (
    <main className="overview">
      <h1>{me.organization?.name ?? 'Overview'}</h1>
      {failed ? (
        <p className="fault" role="alert">
          The console didn't answer; what you see may be old. It tries again by itself.
        </p>
      ) : null}
      {shown === null ? null : (
        <div className="cards">
          <div className="column">
            {organization === null ? <Operator /> : null}
            {organization?.files ? <Versions files={organization.files} /> : null}
            {organization?.work ? <FailedJobs jobs={organization.work.failedJobs} /> : null}
            {organization?.events ? <Events events={organization.events} /> : null}
          </div>
          <div className="column">
            <Scanner scanner={shown.scanner} />
            {shown.integrity ? <Integrity integrity={shown.integrity} /> : null}
            {organization?.work ? <Queues queues={organization.work.queues} /> : null}
          </div>
        </div>
      )}
    </main>
  )
}
