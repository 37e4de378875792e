import { createOTP } from '@better-auth/utils/otp'
import { base32 } from '@better-auth/utils/base32'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { TestDatabase } from './database.ts'
import { testPassword, type TestPerson } from './factories.ts'
import type { Browser } from './browsers.ts'

const Pending = z.object({ uri: z.string(), secret: z.string() })
const Codes = z.object({ recoveryCodes: z.array(z.string()) })

/** An authenticator app as somebody holds it in their hand. */
export interface App {
  /** The code of now, or of so many half minutes from now. */
  code: (offset?: number) => Promise<string>
}

export function appOf(secret: string): App {
  const otp = createOTP(new TextDecoder().decode(base32.decode(secret)))
  return { code: (offset = 0) => otp.hotp(Math.floor(Date.now() / 30_000) + offset) }
}

export async function confirmByPassword(browser: Browser): Promise<void> {
  const answer = await browser.ask('/api/v1/session/confirmation', { method: 'POST', body: { password: testPassword } })
  if (answer.status !== 204) throw new Error(`could not confirm: ${JSON.stringify(answer.body)}`)
}

/** Waits until the half minute of a code has so much left (ms): a test that counts half minutes must not cross one. */
export async function earlyEnough(left: number): Promise<void> {
  const remains = 30_000 - (Date.now() % 30_000)
  if (remains < left) await sleep(remains + 50)
}

/** Adds an authenticator app to the person of a browser, as the profile does. */
export async function enrol(browser: Browser): Promise<{ app: App; recoveryCodes: string[] }> {
  await confirmByPassword(browser)
  const begun = await browser.ask('/api/v1/profile/totp', { method: 'POST' })
  const app = appOf(Pending.parse(begun.body).secret)
  await earlyEnough(5000)
  // The last half minute's, so that the one of now is still to be had.
  const body = { code: await app.code(-1) }
  const done = await browser.ask('/api/v1/profile/totp/confirmation', { method: 'POST', body })
  return { app, recoveryCodes: Codes.parse(done.body).recoveryCodes }
}

/** Lets the codes that were used be used again, for a test that has no half minute to wait. */
export async function forgetUsedCodes(database: TestDatabase, person: TestPerson): Promise<void> {
  await database.peek('update auth.totp_secrets set last_step = null where user_id = $1', [person.personId])
}
