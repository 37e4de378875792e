import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { operatorEmail, password } from '../appliance/client.ts'
import { serious } from '../axe.ts'
import { openChromium, picture, signInAt, submitPatiently, takeSeat, type Seat } from './chromium.ts'

// A private room of which somebody from outside is let into one folder, as both see it.

const room = `Confidential purchase ${Date.now()}`
const shared = 'For the bidder'
const secret = 'For us alone'
const guestEmail = `gina-${Date.now()}@example.test`
const guestName = 'Gina Guest'

let browser: Browser
let olga: Seat
let gina: Seat

const row = (page: Page, name: string) => page.getByRole('row', { name, exact: true })
const dialogOf = (page: Page, name: RegExp | string) => page.getByRole('dialog', { name })
const listed = (page: Page, name: string) => page.getByRole('list', { name, exact: true })

beforeAll(async () => {
  browser = await openChromium()
  olga = await takeSeat(browser)
  gina = await takeSeat(browser)
  await signInAt(olga, operatorEmail)
})
afterEach(async ({ task }) => {
  await picture(olga, task, 'olga')
  await picture(gina, task, 'gina')
})
afterAll(() => browser.close())

it('an administrator makes a private room with two folders', async () => {
  const { page } = olga
  await page.goto('/rooms')
  await page.getByRole('button', { name: 'New room' }).first().click()
  const dialog = dialogOf(page, 'New room')
  await dialog.getByLabel('Name').fill(room)
  await dialog.getByRole('radio', { name: 'Private' }).check()
  await dialog.getByRole('button', { name: 'Create room' }).click()
  await page.getByRole('heading', { level: 1, name: room }).waitFor()
  for (const folder of [secret, shared]) {
    await page.getByRole('button', { name: 'New folder' }).click()
    await dialogOf(page, 'New folder').getByLabel('Name').fill(folder)
    await dialogOf(page, 'New folder').getByRole('button', { name: 'Create folder' }).click()
    await row(page, folder).waitFor()
  }
})

it('a guest joins, and sees nothing yet', async () => {
  const { page } = olga
  await page.goto('/people')
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const dialog = dialogOf(page, 'Invite a person')
  await dialog.getByLabel('E-mail').fill(guestEmail)
  await dialog.getByLabel('Role').selectOption({ label: 'Guest' })
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = await dialog.getByLabel('One-time link').inputValue()
  expect(await serious(page)).toEqual([])

  await gina.page.goto(link)
  await gina.page.getByLabel('Your name').fill(guestName)
  await gina.page.getByLabel('Password', { exact: true }).fill(password)
  const join = gina.page.getByRole('button', { name: /^Join/ })
  await submitPatiently(gina.page, () => join.click(), gina.page.getByRole('navigation', { name: 'Main' }))
  await gina.page.goto('/rooms')
  await gina.page.getByText('No rooms yet').waitFor()
})

it('a folder is shared with the guest, who is counted before it is saved', async () => {
  const { page } = olga
  await page.goto('/rooms')
  await page.getByRole('link', { name: room }).first().click()
  await row(page, shared)
    .getByRole('button', { name: `Actions for ${shared}` })
    .click()
  await page.getByRole('menuitem', { name: 'Share' }).click()
  const panel = dialogOf(page, `Access to ${shared}`)
  await panel.getByRole('combobox', { name: 'Share with' }).fill(guestName)
  await page.getByRole('listbox').getByRole('option', { name: guestEmail }).click()
  const pending = panel.getByRole('region', { name: 'Changes not saved yet' })
  await pending.getByText('1 person gains').waitFor()
  await pending.getByText(guestName).waitFor()
  expect(await serious(page)).toEqual([])
  await pending.getByRole('button', { name: 'Save' }).click()
  await listed(page, 'Who can see this').getByText(guestName).waitFor()
  await pending.waitFor({ state: 'hidden' })
})

it('“Why?” tells the truth about who was let in and who was not', async () => {
  const { page } = olga
  const panel = dialogOf(page, `Access to ${shared}`)
  await panel.getByRole('button', { name: `Why ${guestName} can view` }).click()
  const why = page.getByRole('dialog').filter({ hasText: 'To change this' })
  await why.getByText(`${guestName} can view`).first().waitFor()
  const decides = why.getByRole('listitem').filter({ hasText: 'Decides' })
  expect(await decides.textContent()).toContain(shared)
  expect(await serious(page)).toEqual([])
  await why.getByRole('button', { name: 'Close' }).click()

  // At the room there is nothing for them.
  await page.goto('/rooms')
  await page.getByRole('link', { name: room }).first().click()
  await page.getByRole('button', { name: 'Share' }).click()
  const above = dialogOf(page, `Access to ${room}`)
  await above.getByRole('button', { name: 'Check a person' }).click()
  const check = dialogOf(page, `Who can see ${room}?`)
  await check.getByRole('combobox', { name: 'Check a person' }).fill(guestName)
  await page.getByRole('listbox').getByRole('option', { name: guestEmail }).click()
  await check.getByText(`${guestName} has no access`).waitFor()
})

it('the guest finds that folder alone, and no trace of the rest', async () => {
  const { page } = gina
  await page.goto('/rooms')
  await listed(page, 'Shared with me').getByRole('link', { name: shared }).click()
  await page.getByRole('heading', { level: 1, name: shared }).waitFor()
  await page.getByRole('button', { name: 'Access' }).click()
  const panel = dialogOf(page, `Access to ${shared}`)
  await panel.getByText('Can view').first().waitFor()
  expect(await panel.getByRole('button', { name: 'Save' }).count()).toBe(0)
  expect(await serious(page)).toEqual([])
  const text = await page.locator('body').textContent()
  expect(text).not.toContain(room)
  expect(text).not.toContain(secret)
  expect(text).not.toContain('Who can see this')
})

it('the pages of people, departments and roles can be used by everybody', async () => {
  const { page } = olga
  for (const [path, heading] of [
    ['/people', 'People'],
    ['/people/departments', 'Departments'],
    ['/people/roles', 'Roles'],
  ] as const) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await serious(page), path).toEqual([])
  }
})

it('breaks no content security policy, and leaves no error uncaught', () => {
  expect(olga.complaints).toEqual([])
  expect(gina.complaints).toEqual([])
})
