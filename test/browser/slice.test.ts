import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { docx, pdf, png } from '../appliance/files.ts'
import { operator, operatorEmail, password, visitor, type Visitor } from '../appliance/client.ts'
import { eicar } from '../hostile/eicar.ts'
import { openChromium, picture, signInAt, submitPatiently, takeSeat, type Seat } from './chromium.ts'

// One file's way through every process, as two people at two browsers see it.

const room = `Purchase ${Date.now()}`
const secret = `Secret ${Date.now()}`
const folder = 'Due diligence'
const memberEmail = `mia-${Date.now()}@example.test`
const files = [
  { name: 'Kaufvertrag “Müller” №1.pdf', mimeType: 'application/pdf', buffer: pdf() },
  {
    name: 'Term sheet.docx',
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    buffer: docx(),
  },
  { name: 'Façade 東京.png', mimeType: 'image/png', buffer: png() },
]
const virus = { name: 'Invoice.com', mimeType: 'application/octet-stream', buffer: eicar() }

let browser: Browser
let olga: Seat
let mia: Seat
let api: Visitor
/** How often the member's window loaded a page: live means without. */
let loads = 0

const toRooms = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Rooms' }).click()
const row = (page: Page, name: string) => page.getByRole('row', { name, exact: true })

beforeAll(async () => {
  api = await operator()
  browser = await openChromium()
  olga = await takeSeat(browser)
  mia = await takeSeat(browser)
  mia.page.on('load', () => (loads += 1))
  await signInAt(olga, operatorEmail)
})
afterEach(async ({ task }) => {
  await picture(olga, task, 'olga')
  await picture(mia, task, 'mia')
})
afterAll(() => browser.close())

describe('two people and a room', () => {
  it('one makes an open room with a folder, and a private room', async () => {
    const { page } = olga
    for (const [name, kind] of [
      [secret, 'Private'],
      [room, 'Everyone in'],
    ] as const) {
      await toRooms(page)
      await page.getByRole('button', { name: 'New room' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'New room' })
      await dialog.getByLabel('Name').fill(name)
      await dialog.getByRole('radio', { name: kind }).check()
      await dialog.getByRole('button', { name: 'Create room' }).click()
      await page.getByRole('heading', { level: 1, name }).waitFor()
    }
    await page.getByRole('button', { name: 'New folder' }).click()
    const dialog = page.getByRole('dialog', { name: 'New folder' })
    await dialog.getByLabel('Name').fill(folder)
    await dialog.getByRole('button', { name: 'Create folder' }).click()
    await row(page, folder).waitFor()
  })

  it('the other joins by a one-time link, and sees the open room only', async () => {
    await olga.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }).click()
    await olga.page
      .getByRole('button', { name: /invite/i })
      .first()
      .click()
    const dialog = olga.page.getByRole('dialog', { name: 'Invite a person' })
    await dialog.getByLabel('E-mail').fill(memberEmail)
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const link = await dialog.getByLabel('One-time link').inputValue()
    await dialog.getByRole('button', { name: 'Done' }).click()

    const { page } = mia
    await page.goto(link)
    await page.getByLabel('Your name').fill('Mia Member')
    await page.getByLabel('Password', { exact: true }).fill(password)
    const join = page.getByRole('button', { name: /^Join/ })
    await submitPatiently(page, () => join.click(), page.getByRole('navigation', { name: 'Main' }))
    await toRooms(page)
    await page.getByRole('link', { name: room }).first().click()
    await page.getByRole('heading', { level: 1, name: room }).waitFor()
    expect(await page.getByText(secret).count()).toBe(0)
    await row(page, folder).getByRole('link', { name: folder }).dblclick()
    await page.getByRole('heading', { level: 1, name: folder }).waitFor()
    loads = 0
  })
})

describe('four files', () => {
  it('are uploaded, and each is told where it stands', async () => {
    const { page } = olga
    await toRooms(page)
    await page.getByRole('link', { name: room }).first().click()
    await row(page, folder).getByRole('link', { name: folder }).dblclick()
    await page.getByRole('heading', { level: 1, name: folder }).waitFor()
    await page.getByLabel(`Choose files to upload to ${folder}`).setInputFiles([...files, virus])
    const panel = page.getByRole('region', { name: 'Uploads' })
    for (const { name } of files) {
      await panel.getByRole('listitem', { name }).getByText('Ready').waitFor({ timeout: 60_000 })
    }
    const blocked = panel.getByRole('listitem', { name: virus.name })
    await blocked.getByText('Blocked by virus check').waitFor({ timeout: 60_000 })
    // The reason follows the verdict.
    await expect.poll(() => blocked.textContent(), { timeout: 15_000 }).toMatch(/holds a virus.*nobody can open it/i)
    await panel.getByText('1 needs attention').waitFor()
  })

  it('appear in the other browser by themselves, with their state', async () => {
    const { page } = mia
    for (const { name } of files) {
      await row(page, name).waitFor()
      await expect.poll(() => row(page, name).textContent(), { timeout: 60_000 }).not.toContain('Checking for viruses')
    }
    await row(page, virus.name).getByText('Blocked by virus check').waitFor()
    expect(loads).toBe(0)
  })

  it('come back byte by byte, under their names', async () => {
    const { page } = mia
    for (const { name, buffer } of files) {
      await row(page, name)
        .getByRole('button', { name: `Actions for ${name}` })
        .click()
      const coming = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'Download' }).click()
      const download = await coming
      expect(download.suggestedFilename()).toBe(name)
      expect(buffer.equals(await readFile(await download.path()))).toBe(true)
    }
  })

  it('of which the infected one says why, and cannot be had', async () => {
    const { page } = mia
    await row(page, virus.name)
      .getByRole('button', { name: `Actions for ${virus.name}` })
      .click()
    await page.getByRole('menuitem', { name: 'Details' }).click()
    const details = page.getByRole('complementary', { name: 'Details' })
    await details
      .getByText(/nobody can open/i)
      .first()
      .waitFor()
    expect(await details.getByRole('link', { name: 'Download' }).count()).toBe(0)
    const documentId = new URL(page.url()).searchParams.get('item')
    const answer = await page.request.get(`/api/v1/documents/${documentId}/content`)
    expect(answer.status()).toBe(423)
    expect((await answer.body()).includes(eicar())).toBe(false)
    await page.getByRole('button', { name: 'Close details' }).click()
  })

  it('follow a new name in the other browser', async () => {
    const { page } = olga
    const [first] = files
    const before = first?.name ?? ''
    await row(page, before)
      .getByRole('button', { name: `Actions for ${before}` })
      .click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('Signed.pdf')
    await dialog.getByRole('button', { name: /rename|save/i }).click()
    await row(mia.page, 'Signed.pdf').waitFor()
    expect(await row(mia.page, before).count()).toBe(0)
    expect(loads).toBe(0)
  })
})

describe('the console', () => {
  it('lists the documents, with the reason why one is kept back', async () => {
    const { page } = olga
    await page.goto('/admin')
    await page.getByRole('heading').first().waitFor()
    await page.goto('/admin/resources/documents')
    const line = page.getByRole('row').filter({ hasText: virus.name }).first()
    await line.getByText('Blocked by virus check').waitFor()
    await line.getByText(virus.name).click()
    await page.getByText('Virus found').waitFor()
  })

  it('is shut for a member', async () => {
    const cookies = (await mia.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const answer = await visitor(cookies).ask('/admin/resources/documents')
    expect(answer.status).toBe(403)
    expect(answer.text).not.toContain(virus.name)
    expect((await api.ask('/admin/resources/documents')).status).toBe(200)
  })
})

it('breaks no content security policy, and leaves no error uncaught', () => {
  expect(olga.complaints).toEqual([])
  expect(mia.complaints).toEqual([])
})

it('signs out for good', async () => {
  const cookies = (await mia.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  expect((await visitor(cookies).ask('/api/v1/session')).status).toBe(200)
  await mia.page.getByRole('button', { name: /Mia Member/ }).click()
  await mia.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await mia.page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect((await visitor(cookies).ask('/api/v1/session')).status).toBe(401)
})
