import { formatTime } from './frame/format.ts'
import { createStore } from './frame/store.ts'

interface Problem {
  status: number
  code: string
  detail: string
  requestId?: string | null
  errors?: readonly { path: string; message: string }[]
}

/** What the server refused, or that it could not be reached (status 0). `message` is written for people. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly errors: readonly { path: string; message: string }[]

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.requestId = problem.requestId ?? null
    this.errors = problem.errors ?? []
  }
}

/** Somebody else changed the same thing first, told in the words of the form that met it. */
export function changedMeanwhile(detail: string): ApiProblem {
  return new ApiProblem({ status: 412, code: 'precondition_failed', detail })
}

/** False while requests do not get through; the offline banner follows it. */
export const reachable = createStore(true)

/** Raised by each 401 of a signed-in page; the frame answers by going to sign-in and back. */
export const signedOut = new EventTarget()

let askToConfirm: (() => Promise<boolean>) | null = null
let confirming: Promise<boolean> | null = null

/** Sets who asks people to confirm that it's them; what was refused for want of it is then sent once more. */
export function onConfirmationNeeded(ask: () => Promise<boolean>): () => void {
  askToConfirm = ask
  return () => {
    askToConfirm = null
  }
}

/** Several requests at once ask once. */
async function confirmed(): Promise<boolean> {
  confirming ??= askToConfirm?.() ?? null
  try {
    return (await confirming) ?? false
  } finally {
    confirming = null
  }
}

let currentOrganization: string | null = null

/** The organization that every following request speaks for. */
export function setOrganization(id: string | null): void {
  currentOrganization = id
}

export function organizationHeaders(organization: string | null = currentOrganization): Record<string, string> {
  return organization === null ? {} : { 'Muniment-Organization': organization }
}

/** A plain link to something of the API, for downloads: a link cannot carry the header. */
export function linkTo(path: string): string {
  const url = `/api/v1${path}`
  return currentOrganization === null ? url : `${url}?organization=${currentOrganization}`
}

export type Query = Record<string, string | number | null | undefined>

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query | undefined
  body?: unknown
  /** The revision that was read; the server refuses the change when there is a newer one. */
  ifMatch?: number
  /** The same for every try of one act, so that it happens once. */
  idempotencyKey?: string
  organization?: string | null
  signal?: AbortSignal | undefined
  /** A 401 here is an answer about what was typed, not the end of a session. */
  public?: boolean
}

/** One request to /api/v1 (or to an absolute /api path). Throws ApiProblem for everything but success. */
export async function api<T>(path: string, call: Call = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', ...organizationHeaders(call.organization) }
  if (call.body !== undefined) headers['content-type'] = 'application/json'
  if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey
  const init: RequestInit = { method: call.method ?? 'GET', headers, credentials: 'same-origin' }
  if (call.body !== undefined) init.body = JSON.stringify(call.body)
  if (call.signal) init.signal = call.signal

  const response = await send(withQuery(path.startsWith('/api/') ? path : `/api/v1${path}`, call.query), init)
  if (!response.ok) {
    const problem = problemFrom(response.status, await response.text(), response.headers.get('x-request-id'))
    const over = response.status === 401 || problem.code === 'second_factor_needed'
    if (over && !call.public) signedOut.dispatchEvent(new Event('signed-out'))
    if (problem.code === 'confirmation_needed' && (await confirmed())) return api(path, call)
    throw problem
  }
  if (response.status === 204) return JSON.parse('null')
  return response.json()
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init)
    // The proxy answers 502 and 504 in place of a server that is away.
    reachable.set(response.status !== 502 && response.status !== 504)
    return response
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    reachable.set(false)
    throw new ApiProblem({
      status: 0,
      code: 'unreachable',
      detail: 'Muniment cannot be reached just now. Check your connection; then try again.',
    })
  }
}

export function withQuery(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Reads problem JSON; where a proxy or the sign-in library answered something else, says what its status means. */
export function problemFrom(status: number, body: string, requestId: string | null = null): ApiProblem {
  const parsed = parse(body)
  const field = (name: string) => (typeof parsed[name] === 'string' ? parsed[name] : undefined)
  return new ApiProblem({
    status,
    code: field('code') ?? 'unknown',
    detail: waitUntil(field('retryAt')) ?? field('detail') ?? byStatus(status),
    requestId: field('requestId') ?? requestId,
    errors: Array.isArray(parsed['errors']) ? parsed['errors'].filter(isFault) : [],
  })
}

/** The server can only say it in its own time zone. */
function waitUntil(retryAt: string | undefined): string | undefined {
  if (retryAt === undefined) return undefined
  return `Too many wrong tries. Wait until ${formatTime(retryAt)}, then try again.`
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function isFault(value: unknown): value is { path: string; message: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}

function byStatus(status: number): string {
  if (status === 401) return 'Please sign in again.'
  if (status === 404) return 'You can’t open this, or it no longer exists. Check the link with whoever sent it.'
  if (status === 413) return 'That is larger than this Muniment accepts.'
  if (status === 429) return 'That was too often in a short time. Wait a minute, then try again.'
  if (status === 502 || status === 503 || status === 504)
    return 'Muniment is starting or busy. Wait a moment, then try again.'
  if (status >= 500) return 'Something went wrong on the server. Try again; if it stays, tell your administrator.'
  return 'The server did not accept this. Check what you entered, then try again.'
}

/** Turns anything thrown into something a page can show. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem({
    status: 0,
    code: 'internal',
    detail: 'Something went wrong on this page. Reload it; if it stays, tell your administrator.',
  })
}
