import { mkdir } from 'node:fs/promises'
import type { Browser as Chromium, BrowserContext, FileChooser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serious } from '../test/axe.ts'
import { openChromium } from '../test/chromium.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { testPassword } from '../test/factories.ts'
import { dialogOf, room, row, screenNames, screensOf } from '../test/screens.ts'
import { names, plantScreens, type ScreensWorld } from '../test/screensWorld.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

// What a person does with documents, in the built browser app: on a desk and on a phone, light and dark, and by keyboard
// alone. Every screen is kept as a picture in test-results/screens, to be looked at.

const pictures = 'test-results/screens'

let database: TestDatabase
let server: TestServer
let world: ScreensWorld
let chromium: Chromium
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>
const complaints: string[] = []

async function open(look: Parameters<Chromium['newContext']>[0] = {}): Promise<Page> {
  const context = await chromium.newContext({
    baseURL: 'http://localhost',
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    ...(signedIn && { storageState: signedIn }),
    ...look,
  })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      /content security policy|refused to|cannot be a descendant|unique "key"/i.test(message.text())
    )
      complaints.push(message.text())
  })
  return page
}

beforeAll(async () => {
  await mkdir(pictures, { recursive: true })
  database = await createTestDatabase()
  server = await startTestServer(database)
  world = await plantScreens(database)
  chromium = await openChromium(server.url)
  const page = await open()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(world.owner.email)
  await page.getByLabel('Password', { exact: true }).fill(testPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor()
  signedIn = await page.context().storageState()
  await page.context().close()
}, 120_000)
afterAll(async () => {
  await chromium.close()
  await server.close()
  await world.close()
  await database.drop()
})

describe.each([
  ['on a desk, light', { viewport: { width: 1280, height: 860 }, colorScheme: 'light' }],
  ['on a desk, dark', { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' }],
  ['on a phone, light', { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true }],
  ['on a phone, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true }],
] as const)('%s', { timeout: 120_000 }, (where, look) => {
  let page: Page
  beforeAll(async () => {
    page = await open(look)
  })
  afterAll(() => page.context().close())

  it.each(screenNames)('%s can be used by everybody, and fits', async (name) => {
    await screensOf(world)
      .find((screen) => screen.name === name)
      ?.show(page)
    await page.screenshot({ path: `${pictures}/${name} ${where.replaceAll(',', '')}.png` })
    const overflow = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main > *, [role=dialog] > *')]
        .filter((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== 'hidden')
        .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} > ${clientWidth}`),
    )
    expect.soft(overflow).toEqual([])
    expect(await serious(page)).toEqual([])
  })
})

describe('by keyboard alone', { timeout: 120_000 }, () => {
  let page: Page
  const choosers: FileChooser[] = []
  beforeAll(async () => {
    page = await open()
    // From the beginning: asked for only with the key, the chooser may open before anybody listens.
    page.on('filechooser', (chooser) => choosers.push(chooser))
  })
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await page.screenshot({ path: `${pictures}/failed ${task.name}.png` }).catch(() => undefined)
  })
  afterAll(() => page.context().close())

  /** Keys one after the other; each may change what the next one does. */
  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key)
  }
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  const focusedText = () => page.evaluate(() => document.activeElement?.textContent)
  async function focusOn(name: string): Promise<void> {
    await expect.poll(focused, { timeout: 10_000 }).toBe(name)
  }
  /** As long as one is in the page, also on its way out, keys are its own. */
  async function noDialog(): Promise<void> {
    await expect.poll(() => page.locator('[role=dialog]').count(), { timeout: 10_000 }).toBe(0)
  }
  const selected = () => page.getByRole('toolbar', { name: 'Selected rows' }).getByRole('status')

  it('the table is entered, walked, and rows are selected one by one and by range', async () => {
    await page.goto(`${room(world)}/folders/${world.large.id}`)
    await row(page, 'Letter 1.txt').waitFor()
    await press('ArrowDown')
    await focusOn('Letter 1.txt')
    await press('j', 'k', 'ArrowDown', 'Space')
    await focusOn('Letter 2.txt')
    expect(await selected().textContent()).toBe('1 row selected')
    await press('Shift+ArrowDown', 'Shift+ArrowDown')
    expect(await selected().textContent()).toBe('3 rows selected')
    await press('Escape')
    await selected().waitFor({ state: 'hidden' })
    await focusOn('Letter 4.txt')
  })

  it('Ctrl+A offers all that is there, also what is not loaded', async () => {
    await press('Control+a')
    await page.getByRole('button', { name: `Select all ${world.large.documents} here` }).waitFor()
    await page.getByRole('button', { name: `Select all ${world.large.documents} here` }).focus()
    await press('Enter')
    await expect.poll(() => selected().textContent()).toBe(`All ${world.large.documents} here selected`)
    await page.screenshot({ path: `${pictures}/everything selected.png` })
    await page.getByRole('button', { name: 'Delete', exact: true }).focus()
    await press('Enter')
    await dialogOf(page, `Delete ${world.large.documents} things?`).waitFor()
    await press('Escape')
    await dialogOf(page, /Delete/).waitFor({ state: 'hidden' })
    await expect.poll(focusedText, { timeout: 10_000 }).toBe('Delete')
    await page.getByRole('button', { name: 'Clear selection' }).focus()
    await press('Enter')
    await selected().waitFor({ state: 'hidden' })
    await focusOn('Letter 4.txt')
  })

  it('F2 renames, and the focus comes back to the row', async () => {
    await press('Home')
    await focusOn('Letter 1.txt')
    await press('F2')
    const dialog = dialogOf(page, /Rename/)
    await dialog.waitFor()
    await press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await focusOn('Letter 1.txt')
    await press('F2')
    await dialog.getByRole('textbox').fill('A letter.txt')
    await press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await row(page, 'A letter.txt').waitFor()
    await focusOn('A letter.txt')
  })

  it('Delete puts it into the trash, and the next row has the focus', async () => {
    await press('ArrowDown')
    await focusOn('Letter 2.txt')
    await press('Delete')
    await row(page, 'Letter 2.txt').waitFor({ state: 'hidden' })
    await focusOn('Letter 3.txt')
  })

  it('an act on many is stopped, and the button keeps the focus', async () => {
    await press('Space', 'Shift+ArrowDown', 'Delete')
    await page.getByText('Deleting 0 of 2 things…').waitFor()
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route('**/cancel', async (route) => {
      await held
      await route.continue()
    })
    await page.getByRole('button', { name: 'Stop', exact: true }).focus()
    await press('Enter')
    const stopping = page.getByRole('button', { name: 'Stopping…' })
    await stopping.waitFor()
    expect(await stopping.getAttribute('aria-disabled')).toBe('true')
    await page.screenshot({ path: `${pictures}/stopping.png` })
    await press('Enter')
    letGo()
    await page.getByText('Stopped: 0 of 2 deleted.').waitFor()
    await expect.poll(focusedText, { timeout: 10_000 }).toBe('Report')
    await row(page, 'Letter 4.txt').focus()
    await press('ArrowUp')
    await focusOn('Letter 3.txt')
  })

  it('i shows and hides the details; the menu of a row opens and closes; Esc closes what lies on top', async () => {
    await press('i')
    await page.getByRole('complementary', { name: 'Details' }).getByText('SHA-256').waitFor()
    await focusOn('Letter 3.txt')
    await press('i')
    await page.getByRole('complementary', { name: 'Details' }).waitFor({ state: 'hidden' })
    await press('Shift+F10')
    await page.getByRole('menuitem', { name: 'Move…' }).waitFor()
    await press('Escape')
    await page.getByRole('menuitem', { name: 'Move…' }).waitFor({ state: 'hidden' })
    await focusOn('Letter 3.txt')
    await press('Shift+F10')
    const chosen = () => page.evaluate(() => document.activeElement?.closest('[role=menuitem]')?.textContent ?? '')
    // The menu takes the focus in a moment; what is pressed before is not its own.
    await expect.poll(chosen).not.toBe('')
    for (let moves = 0; moves < 12 && (await chosen()) !== 'Move…'; moves += 1) await press('ArrowDown')
    expect(await chosen()).toBe('Move…')
    await press('Enter')
    const move = dialogOf(page, 'Move Letter 3.txt')
    await move.waitFor()
    await press('Escape')
    await noDialog()
    await focusOn('Letter 3.txt')
  })

  it('u chooses files, n makes a folder, and the focus comes back', async () => {
    await noDialog()
    await press('u')
    await expect.poll(() => choosers.length, { timeout: 30_000 }).toBe(1)
    await choosers[0]?.setFiles([])
    await press('n')
    const dialog = dialogOf(page, 'New folder')
    await dialog.waitFor()
    await press('Escape')
    await noDialog()
    await focusOn('Letter 3.txt')
    await press('n')
    await dialog.waitFor()
    await page.keyboard.type('By keyboard')
    await press('Enter')
    await row(page, 'By keyboard').waitFor()
    await dialog.waitFor({ state: 'hidden' })
    await focusOn('Letter 3.txt')
  })

  it('Enter opens, Alt+↑ goes up to where one came from', async () => {
    await press('Home', 'Enter')
    await page.getByRole('heading', { level: 1, name: 'By keyboard' }).waitFor()
    await press('Alt+ArrowUp')
    await page.getByRole('heading', { level: 1, name: names.large }).waitFor()
    await press('Alt+ArrowUp')
    await page.getByRole('heading', { level: 1, name: names.room }).waitFor()
    await row(page, names.large).waitFor()
    await press('ArrowDown')
    await focusOn(names.large)
  })

  it('a document is opened, turned, and its versions are read', async () => {
    await page.goto(`/documents/${world.leaseId}?version=${world.firstVersionId}`)
    await page.getByRole('region', { name: 'Preview' }).getByRole('img').first().waitFor()
    await press('ArrowRight')
    await expect.poll(() => page.getByRole('textbox', { name: 'Page' }).inputValue()).toBe('2')
    await press('v')
    await page.getByRole('link', { name: 'View version 2' }).focus()
    await press('Enter')
    await page.getByText('This is version 1 of 2').waitFor({ state: 'hidden' })
  })

  it('leaves no error uncaught', () => {
    expect(complaints).toEqual([])
  })
})
