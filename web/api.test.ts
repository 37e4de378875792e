import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ApiProblem, onConfirmationNeeded, problemFrom, signedOut } from './api.ts'

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code, detail: 'Because.' }), { status })
const done = () => new Response('{"ok":true}', { status: 200 })

let answers: Response[] = []
let sent = 0
beforeEach(() => {
  sent = 0
  vi.stubGlobal('fetch', () => {
    sent += 1
    return Promise.resolve(answers.shift())
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('what needs a confirmation', () => {
  it('is asked for, then done by itself', async () => {
    answers = [problem(403, 'confirmation_needed'), done()]
    const stop = onConfirmationNeeded(() => Promise.resolve(true))
    expect(await api('/profile/totp', { method: 'POST' })).toEqual({ ok: true })
    expect(sent).toBe(2)
    stop()
  })

  it('is not done when nobody confirms', async () => {
    answers = [problem(403, 'confirmation_needed')]
    const stop = onConfirmationNeeded(() => Promise.resolve(false))
    await expect(api('/profile/totp', { method: 'POST' })).rejects.toMatchObject({ code: 'confirmation_needed' })
    expect(sent).toBe(1)
    stop()
  })

  it('asks once for several at once', async () => {
    answers = [problem(403, 'confirmation_needed'), problem(403, 'confirmation_needed'), done(), done()]
    const ask = vi.fn<() => Promise<boolean>>(() => new Promise((resolve) => setTimeout(() => resolve(true), 20)))
    const stop = onConfirmationNeeded(ask)
    await Promise.all([api('/a', { method: 'POST' }), api('/b', { method: 'POST' })])
    expect(ask).toHaveBeenCalledTimes(1)
    stop()
  })
})

describe('a session without its second step', () => {
  it('leads to sign-in as an ended one does', async () => {
    let left = 0
    signedOut.addEventListener('signed-out', () => (left += 1))
    answers = [problem(403, 'second_factor_needed'), problem(403, 'forbidden'), problem(403, 'second_factor_needed')]
    await expect(api('/rooms')).rejects.toBeInstanceOf(ApiProblem)
    await expect(api('/rooms')).rejects.toBeInstanceOf(ApiProblem)
    await expect(api('/session', { public: true })).rejects.toBeInstanceOf(ApiProblem)
    expect(left).toBe(1)
  })
})

it('says until when to wait in the time of this device', () => {
  const body = JSON.stringify({ code: 'too_many', detail: 'In UTC.', retryAt: '2026-11-22T12:00:30.000Z' })
  expect(problemFrom(429, body).message).toMatch(/^Too many wrong tries\. Wait until \d\d:\d\d:30, then try again\.$/)
})
