import { randomUUID } from 'node:crypto'
import { testPassword, type TestPerson } from './factories.ts'

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: unknown
}

export interface Answered {
  status: number
  headers: Headers
  /** The JSON of the body, or its text. */
  body: unknown
}

/** Speaks HTTP as one signed-in browser. */
export interface Browser {
  cookie: string
  ask: (path: string, asked?: Asked) => Promise<Answered>
}

export interface Browsers {
  anonymous: Browser
  /** A browser with these cookies. */
  browser: (cookie: string) => Browser
  signIn: (person: TestPerson) => Promise<Browser>
}

/** Browsers of the server at `url`, each with an address of its own, on pages of `origin`. */
export function browsersOf(url: string, origin: string): Browsers {
  const browser = (cookie: string, address: string): Browser => ({
    cookie,
    ask: async (path, { method = 'GET', headers = {}, body } = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          origin,
          'x-real-ip': address,
          ...(cookie !== '' && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : text
      return { status: response.status, headers: response.headers, body: parsed }
    },
  })
  return {
    anonymous: browser('', randomUUID()),
    browser: (cookie) => browser(cookie, randomUUID()),
    signIn: async (person) => {
      const visitor = browser('', randomUUID())
      const answer = await visitor.ask('/api/auth/sign-in/email', {
        method: 'POST',
        body: { email: person.email, password: testPassword },
      })
      if (answer.status !== 204) throw new Error(`could not sign in: ${answer.status} ${JSON.stringify(answer.body)}`)
      const cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
      return browser(cookie, randomUUID())
    },
  }
}
