import { isIP } from 'node:net'
import { createOTP } from '@better-auth/utils/otp'
import { base32 } from '@better-auth/utils/base32'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { join, operator, password, type Visitor } from '../appliance/client.ts'
import { origin } from '../appliance/stack.ts'
import { enterPassword, openChromium, picture, signInAt, submitPatiently, takeSeat, type Seat } from './chromium.ts'

// One person's second factor, from adding it to signing in with it, in every way there is.

let browser: Browser
let seat: Seat
let person: Visitor
let secret = ''
let recoveryCodes: string[] = []

/** The code of now; `offset` half minutes from now for one that was not used yet. */
function codeOf(offset: number): Promise<string> {
  const otp = createOTP(new TextDecoder().decode(base32.decode(secret)))
  return otp.hotp(Math.floor(Date.now() / 30_000) + offset)
}

async function signOut({ page }: Seat): Promise<void> {
  await page.goto('/profile')
  // Not for what the page says: with a passkey it signs in again by itself.
  const left = page.waitForURL(/\/sign-in/)
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await left
}

function firstStep(): Promise<void> {
  return enterPassword(seat, person.email, seat.page.getByRole('heading', { name: 'Second step' }))
}

beforeAll(async () => {
  person = await join(await operator(), 'member', 'Tom Twofold')
  browser = await openChromium()
  seat = await takeSeat(browser)
  await signInAt(seat, person.email)
})
afterEach(({ task }) => picture(seat, task, 'tom'))
afterAll(() => browser.close())

describe('a second factor', () => {
  it('is added by a code, after the password was asked for again, with ten recovery codes', async () => {
    const { page, complaints } = seat
    await page.goto('/profile')
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Authenticator app' })
      .getByRole('button', { name: 'Add' })
      .click()
    const question = page.getByRole('dialog', { name: "Confirm that it's you" })
    await question.getByLabel('Password', { exact: true }).fill(password)
    await question.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    secret = (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', '')
    await page.getByLabel('Code', { exact: true }).first().click()
    await page.keyboard.type(await codeOf(-1))
    // The dialog before may still be closing, with the key in it.
    const kept = page.getByRole('dialog', { name: 'Keep your recovery codes' })
    await kept.locator('code').first().waitFor()
    recoveryCodes = await kept.locator('code').allInnerTexts()
    expect(recoveryCodes).toHaveLength(10)
    await page.getByRole('button', { name: 'I have kept them' }).click()
    await page.getByText('10 codes of 10 left').waitFor()
    expect((await person.ask('/api/v1/session')).status).toBe(401)
    expect(complaints).toEqual([])
  })

  it('is asked for after the password, and a recovery code stands in for it once', async () => {
    const { page } = seat
    await signOut(seat)
    await firstStep()
    await page.goto('/rooms')
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    await page.getByLabel('Code', { exact: true }).first().waitFor()
    await page.keyboard.type('000000')
    await page.getByText("That code didn't work").waitFor()
    await page.keyboard.type(await codeOf(0))
    await page.getByRole('heading', { name: 'Rooms' }).waitFor()

    await signOut(seat)
    await firstStep()
    await page.getByRole('button', { name: 'Use another way' }).click()
    await page.getByRole('button', { name: 'Recovery code' }).click()
    await page.getByRole('textbox', { name: 'Recovery code' }).fill(recoveryCodes[0] ?? '')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.goto('/profile')
    await page.getByText('9 codes of 10 left').waitFor()
  })

  it.skipIf(isIP(new URL(origin).hostname) !== 0)('may be a passkey, which signs in by itself', async () => {
    const { page, context, complaints } = seat
    const cdp = await context.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await page.goto('/profile')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Test key')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Remove Test key' }).waitFor()
    await signOut(seat)
    // With a passkey in the browser, its offer in the e-mail field is taken by itself; else the button asks for it.
    const main = page.getByRole('navigation', { name: 'Main' })
    const button = page.getByRole('button', { name: 'Use a passkey' })
    await button.or(main).first().waitFor()
    await submitPatiently(
      page,
      () =>
        page.url().includes('/sign-in') ? button.click({ timeout: 5000 }).catch(() => undefined) : Promise.resolve(),
      main,
    )
    expect(complaints).toEqual([])
  })
})
