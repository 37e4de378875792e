import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFolder } from '@muniment/core/folders/create.ts'
import { appOf } from '../test/authenticator.ts'
import { openChromium } from '../test/chromium.ts'
import { createMember, createTestRoom, testPassword, type TestMember } from '../test/factories.ts'
import { openProviderBench, type ProviderBench } from '../test/providerBench.ts'

// One person's way in, with the built browser app: invited, joined, by password, by a provider, with a second factor; and
// then what they were granted and why.

const room = 'Confidential purchase'
const [shared, secret] = ['For the bidder', 'For us alone']
const guest = { name: 'Gina Guest', email: 'gina@example.test', password: 'harbour lantern seventeen' }

let bench: ProviderBench
let owner: TestMember
let chromium: Chromium
let olga: Page
let gina: Page
let authenticator: ReturnType<typeof appOf>

async function window(complaints: string[]): Promise<Page> {
  const context = await chromium.newContext({ baseURL: 'http://localhost', viewport: { width: 1280, height: 860 } })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  return page
}

async function signIn(page: Page, email: string, password: string, next: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText(next).first().waitFor()
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/profile')
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

const dialogOf = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })

const complaints: string[] = []

beforeAll(async () => {
  bench = await openProviderBench()
  const { database, server } = bench
  owner = await createMember(database, { role: 'owner', name: 'Olga Owner' })
  const { id } = await createTestRoom(owner, { name: room, visibility: 'private' })
  for (const name of [shared, secret]) await createFolder(owner.ctx, id, { name, parentId: null })
  chromium = await openChromium(server.url)
  olga = await window(complaints)
  gina = await window(complaints)
  await signIn(olga, owner.email, testPassword, 'Home')
})
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  for (const [name, page] of Object.entries({ olga, gina })) {
    await page.screenshot({ path: `test-results/check/journey ${task.name} (${name}).png` }).catch(() => undefined)
  }
})
afterAll(async () => {
  await chromium.close()
  await bench.close()
})

describe('somebody from outside', { timeout: 120_000 }, () => {
  it('is invited, joins by the link, and signs in with their password', async () => {
    await olga.goto('/people')
    await olga.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = dialogOf(olga, 'Invite a person')
    await dialog.getByLabel('E-mail').fill(guest.email)
    await dialog.getByLabel('Role').selectOption({ label: 'Guest' })
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const link = await dialog.getByLabel('One-time link').inputValue()
    await gina.goto(link)
    await gina.getByLabel('Your name').fill(guest.name)
    await gina.getByLabel('Password', { exact: true }).fill(guest.password)
    await gina.getByRole('button', { name: /^Join Harbour/ }).click()
    await gina.getByRole('navigation', { name: 'Main' }).waitFor()
    await signOut(gina)
    await signIn(gina, guest.email, guest.password, 'Home')
    await gina.goto('/rooms')
    await gina.getByText('No rooms yet').waitFor()
  })

  it('links their account at a provider in their profile, and signs in by it', async () => {
    const { whole } = bench
    whole.person = { sub: 'gina-at-corp', email: 'somebody.else@example.test', name: 'G. Guest' }
    await gina.goto('/profile')
    await gina.getByRole('button', { name: 'Link Corp' }).click()
    const question = dialogOf(gina, "Confirm that it's you")
    await question.getByLabel('Password', { exact: true }).fill(guest.password)
    await question.getByRole('button', { name: 'Confirm' }).click()
    await gina.getByText('Corp is linked').waitFor()
    await signOut(gina)
    await gina.getByRole('button', { name: 'Sign in with Corp' }).click()
    await gina.getByRole('navigation', { name: 'Main' }).waitFor()
    await gina.goto('/profile')
    await gina.getByRole('button', { name: 'Unlink Corp' }).waitFor()
  })

  it('adds an authenticator app, which the provider does not get around', async () => {
    await gina.goto('/profile')
    const apps = gina.getByRole('listitem').filter({ hasText: 'Authenticator app' })
    await apps.getByRole('button', { name: 'Add' }).click()
    const key = gina.getByRole('dialog').locator('code')
    await key.first().waitFor()
    authenticator = appOf((await key.first().innerText()).replaceAll(' ', ''))
    await gina.getByLabel('Code', { exact: true }).first().click()
    await gina.keyboard.type(await authenticator.code(-1))
    await dialogOf(gina, 'Keep your recovery codes').waitFor()
    await gina.getByRole('button', { name: 'I have kept them' }).click()
    await gina.getByText('10 codes of 10 left').waitFor()
    await signOut(gina)
    await gina.getByRole('button', { name: 'Sign in with Corp' }).click()
    await gina.getByRole('heading', { name: 'Second step' }).waitFor()
    await gina.getByLabel('Code', { exact: true }).first().waitFor()
    await gina.keyboard.type(await authenticator.code(0))
    await gina.getByRole('navigation', { name: 'Main' }).waitFor()
  })

  it('is asked for it again before a far-reaching act, ten minutes later', async () => {
    await bench.database.peek("update auth.sessions set confirmed_at = now() - interval '11 minutes'")
    await gina.goto('/profile')
    await gina.getByRole('button', { name: 'Unlink Corp' }).click()
    await gina.getByRole('button', { name: 'Unlink', exact: true }).click()
    const question = dialogOf(gina, "Confirm that it's you")
    await question.getByLabel('Code', { exact: true }).first().waitFor()
    await gina.keyboard.type(await authenticator.code(1))
    await gina.getByRole('button', { name: 'Link Corp' }).waitFor()
  })

  it('sees what was shared with them and nothing else, and everybody is told why', async () => {
    await olga.goto('/rooms')
    await olga.getByRole('link', { name: room }).first().click()
    await olga.getByRole('button', { name: `Actions for ${shared}` }).click()
    await olga.getByRole('menuitem', { name: 'Share' }).click()
    const panel = dialogOf(olga, `Access to ${shared}`)
    await panel.getByRole('combobox', { name: 'Share with' }).fill(guest.name)
    await olga.getByRole('listbox').getByRole('option', { name: guest.email }).click()
    const pending = panel.getByRole('region', { name: 'Changes not saved yet' })
    await pending.getByText('1 person gains').waitFor()
    await pending.getByRole('button', { name: 'Save' }).click()
    await pending.waitFor({ state: 'hidden' })

    await gina.goto('/rooms')
    await gina.getByRole('list', { name: 'Shared with me', exact: true }).getByRole('link', { name: shared }).click()
    await gina.getByRole('heading', { level: 1, name: shared }).waitFor()
    const text = await gina.locator('body').textContent()
    expect(text).not.toContain(room)
    expect(text).not.toContain(secret)
    await gina.getByRole('button', { name: 'Access' }).click()
    await dialogOf(gina, `Access to ${shared}`).getByRole('button', { name: /Why/ }).first().click()
    await gina.getByRole('dialog').filter({ hasText: 'can view' }).last().waitFor()

    await panel.getByRole('button', { name: `Why ${guest.name} can view` }).click()
    const why = olga.getByRole('dialog').filter({ hasText: 'To change this' })
    await why.getByText(`${guest.name} can view`).first().waitFor()
    expect(await why.getByRole('listitem').filter({ hasText: 'Decides' }).textContent()).toContain(shared)
    await why.getByRole('button', { name: 'Close' }).click()
  })

  it('has the room looked at as they see it, by whoever manages it', async () => {
    const panel = dialogOf(olga, `Access to ${shared}`)
    await panel.getByRole('link', { name: `View as ${guest.name}` }).click()
    await olga
      .getByRole('status')
      .filter({ hasText: `You see this as ${guest.name} does` })
      .waitFor()
    await olga.getByText(`${guest.name} sees nothing here`).waitFor()
    await olga.getByRole('navigation', { name: 'Path' }).getByRole('link', { name: room }).click()
    const seen = olga.getByRole('list', { name: `What ${guest.name} sees here` }).getByRole('listitem')
    await seen.first().waitFor()
    expect(await seen.allTextContents()).toEqual([`${shared}Can view`])
    await olga.getByRole('link', { name: 'Exit' }).click()
    await olga.getByRole('heading', { level: 1, name: room }).waitFor()
    expect(complaints).toEqual([])
  })

  it('signs out in one step: what is told of it meanwhile is not acted upon', async () => {
    let answered = false
    await olga.route('**/api/auth/sign-out', async (route) => {
      const response = await route.fetch({ url: `${bench.server.url}/api/auth/sign-out` })
      expect(response.ok()).toBe(true)
      // Its sockets hear of the end before its page has the answer.
      await sleep(1000)
      answered = true
      await route.fulfill({ response })
    })
    await signOut(olga)
    expect(answered).toBe(true)
  })
})
