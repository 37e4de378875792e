import React, { useEffect, useRef, useState, type FormEvent } from 'react'
import { useActionResponseHandler, useTranslation, type ActionProps, type RecordJSON } from 'adminjs'
import { Link } from 'react-router-dom'
import type { ActDone, ActForm, Choice, Field } from '../wire.ts'
import { moment } from './format.ts'
import { ownHeaders } from './me.ts'
import { failureOf, send, unanswered } from './send.ts'

type Values = Record<string, string | undefined>

interface Answer {
  done?: ActDone
  errors?: { path: string; message: string }[]
}

function draftKey(): string {
  return `muniment.console.draft:${window.location.pathname}`
}

/** What was filled in before the password was asked for; read once. */
function takeDraft(): Values {
  const draft = window.sessionStorage.getItem(draftKey())
  window.sessionStorage.removeItem(draftKey())
  return JSON.parse(draft ?? '{}')
}

function startingValue({ type, options, starts }: Field, record: RecordJSON | undefined): string | undefined {
  if (type === 'select') return options?.at(-1)?.value
  const known = starts === undefined ? null : record?.params[starts.as]
  return starts === undefined || known === null || known === undefined ? '' : String(Number(known) / starts.per)
}

function startingValues(fields: readonly Field[], record: RecordJSON | undefined): Values {
  const initial = fields.map((field) => [field.name, startingValue(field, record)])
  return { ...Object.fromEntries(initial), ...takeDraft() }
}

/** What is shown as chosen is sent, touched or not; what was left empty is left out. */
function filled(fields: readonly Field[], values: Values): Values {
  const chosen = fields.map(({ name, options }) => [name, values[name] ?? options?.at(-1)?.value ?? ''])
  return Object.fromEntries(chosen.filter(([, value]) => value !== ''))
}

/** The fields of a form, with the choices that only the server knows. */
function useFields(form: ActForm, resourceId: string, actionName: string, recordId: string | undefined) {
  const [options, setOptions] = useState<Record<string, readonly Choice[]> | null>(null)
  useEffect(() => {
    if (!form.asks) return
    const place = recordId === undefined ? 'actions' : `records/${encodeURIComponent(recordId)}`
    fetch(`/admin/api/resources/${resourceId}/${place}/${actionName}`, { headers: ownHeaders() })
      .then((response) => response.json())
      .then((answer: { options?: Record<string, readonly Choice[]> }) => setOptions(answer.options ?? {}))
      .catch(() => setOptions({}))
  }, [form.asks, resourceId, actionName, recordId])
  const fields = form.fields.map((field) => {
    const known = options?.[field.name]
    return known === undefined ? field : { ...field, options: known }
  })
  return { fields, waiting: form.asks && options === null }
}

function Input({
  field,
  value,
  fault,
  change,
}: {
  field: Field
  value: string
  fault: string | undefined
  change: (value: string) => void
}) {
  const id = `act-${field.name}`
  const described = [fault === undefined ? '' : `${id}-fault`, field.hint === undefined ? '' : `${id}-hint`]
    .join(' ')
    .trim()
  const shared = {
    id,
    name: field.name,
    value,
    required: field.optional !== true,
    'aria-invalid': fault !== undefined,
    'aria-describedby': described,
  }
  return (
    <div className="field">
      <label htmlFor={id}>{field.label}</label>
      {field.type === 'select' ? (
        <select {...shared} onChange={(event) => change(event.target.value)}>
          {field.options?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          type={field.type}
          autoComplete="off"
          maxLength={255}
          onChange={(event) => change(event.target.value)}
        />
      )}
      {field.hint === undefined ? null : (
        <div className="hint" id={`${id}-hint`}>
          {field.hint}
        </div>
      )}
      {fault === undefined ? null : (
        <div className="fault" id={`${id}-fault`}>
          {fault}
        </div>
      )}
    </div>
  )
}

function OneTimeLink({ done, close }: { done: ActDone; close: () => void }) {
  const [copied, setCopied] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const copy = (): void => {
    navigator.clipboard.writeText(done.link?.url ?? '').then(
      () => setCopied(true),
      () => input.current?.select(),
    )
  }
  return (
    <div className="act">
      <p role="status">{done.message}</p>
      <div className="field">
        <label htmlFor="act-link">One-time link</label>
        <input
          id="act-link"
          ref={input}
          readOnly
          value={done.link?.url ?? ''}
          onFocus={(event) => event.target.select()}
        />
        <div className="hint">Works once, until {moment(done.link?.expiresAt ?? '')}.</div>
      </div>
      <div className="buttons">
        <button type="button" className="button primary" onClick={copy}>
          {copied ? 'Copied' : 'Copy link'}
        </button>
        <button type="button" className="button" onClick={close}>
          Done
        </button>
      </div>
    </div>
  )
}

/** The page of an act: says what will be done, asks for what it needs, does it by a POST, and tells what came of it. */
export default function Act({ action, resource, record }: ActionProps) {
  const form: ActForm = {
    explain: action.custom['explain'],
    button: action.custom['button'],
    dangerous: action.custom['dangerous'],
    fields: action.custom['fields'],
    asks: action.custom['asks'],
  }
  const { fields, waiting } = useFields(form, resource.id, action.name, record?.id)
  const [values, setValues] = useState(() => startingValues(form.fields, record))
  const [faults, setFaults] = useState<Values>({})
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<ActDone | null>(null)
  const respond = useActionResponseHandler()
  const { translateAction } = useTranslation()

  const leave = (message?: string): void => {
    const notice = message === undefined ? {} : { notice: { message, type: 'success' as const } }
    respond({ data: { ...notice, redirectUrl: `/admin/resources/${resource.id}` } })
  }

  const carryOut = async (): Promise<void> => {
    const place = record === undefined ? 'actions' : `records/${encodeURIComponent(record.id)}`
    const address = `/admin/api/resources/${resource.id}/${place}/${action.name}`
    const answer = await send<Answer>(address, filled(fields, values), () =>
      window.sessionStorage.setItem(draftKey(), JSON.stringify(values)),
    )
    if (answer === null) return
    if (answer.done?.link !== undefined) {
      setDone(answer.done)
    } else if (answer.done !== undefined) {
      leave(answer.done.message)
    } else {
      const shown = (answer.errors ?? []).filter(({ path }) => form.fields.some(({ name }) => name === path))
      setFaults(Object.fromEntries(shown.map(({ path, message }) => [path, message])))
      setFailure(shown.length > 0 ? null : failureOf(answer))
    }
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setBusy(true)
    setFaults({})
    setFailure(null)
    carryOut()
      .catch(() => setFailure(unanswered))
      .finally(() => setBusy(false))
  }

  return (
    <div className="drawer-page">
      <header className="drawer-head">
        <Link className="icon-button" aria-label="Close" to={`/admin/resources/${resource.id}`}>
          <span aria-hidden="true">✕</span>
        </Link>
        <h2>{translateAction(action.label, resource.id)}</h2>
      </header>
      {done === null ? (
        <form className="act" onSubmit={submit} noValidate>
          {record === undefined ? null : <p className="about">{record.title}</p>}
          <p>{form.explain}</p>
          {fields.map((field) => (
            <Input
              key={field.name}
              field={field}
              value={values[field.name] ?? field.options?.at(-1)?.value ?? ''}
              fault={faults[field.name]}
              change={(value) => setValues({ ...values, [field.name]: value })}
            />
          ))}
          {failure === null ? null : (
            <p className="fault" role="alert">
              {failure}
            </p>
          )}
          <div className="buttons">
            <button
              type="submit"
              className={`button primary${form.dangerous ? ' danger' : ''}`}
              disabled={busy || waiting}
            >
              {busy ? 'One moment…' : form.button}
            </button>
          </div>
        </form>
      ) : (
        <OneTimeLink done={done} close={() => leave()} />
      )}
    </div>
  )
}
