import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Browser, Locator } from 'playwright-core'
import { createRoom, operator, operatorEmail } from '../appliance/client.ts'
import { settings } from '../appliance/stack.ts'
import { hostileFiles } from '../hostile/corpus.ts'
import { openChromium, picture, signInAt, takeSeat, type Seat } from './chromium.ts'

// What a person reads who sends such files.

let browser: Browser
let seat: Seat
let folder: string
const room = `Mischief ${Date.now()}`

beforeAll(async () => {
  const { id } = await createRoom(await operator(), room)
  folder = await mkdtemp(join(tmpdir(), 'hostile-'))
  browser = await openChromium()
  seat = await takeSeat(browser)
  await signInAt(seat, operatorEmail)
  await seat.page.goto(`/rooms/${id}`)
})
afterEach(({ task }) => picture(seat, task, 'mischief'))
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

const line = (name: string): Locator =>
  seat.page.getByRole('region', { name: 'Uploads' }).getByRole('listitem', { name, exact: true })
const choose = (files: string | { name: string; mimeType: string; buffer: Buffer }) =>
  seat.page.getByLabel(`Choose files to upload to ${room}`).setInputFiles(files)

function hostile(name: string) {
  const file = hostileFiles.find((each) => each.name === name)
  if (file === undefined) throw new Error(`there is no ${name}`)
  return { name, mimeType: 'application/zip', buffer: file.build() }
}

it.each([
  ['eicar-2.zip', 'Blocked by virus check', /holds a virus.*nobody can open it/i],
  ['42.zip', 'Held', /archive.*(deep|nested|levels)/i],
  ['secret.zip', 'Held', /(password|encrypted)/i],
])('%s is told as %s, with the reason', async (name, state, reason) => {
  await choose(hostile(name))
  await line(name).getByText(state).waitFor({ timeout: 60_000 })
  await expect.poll(() => line(name).textContent(), { timeout: 20_000 }).toMatch(reason)
})

it('a file over the limit is refused at once, and the limit is named', async () => {
  const path = join(folder, 'large.bin')
  const file = await open(path, 'w')
  await file.truncate(Number(settings['UPLOAD_LIMIT_BYTES']) + 1)
  await file.close()
  await choose(path)
  await line('large.bin').getByText('Failed').waitFor()
  expect(await line('large.bin').textContent()).toMatch(/the limit here is 100 MB/)
})

it('a name that turns the reading direction is refused, and the reason is shown', async () => {
  const name = 'annex\u202Efdp.exe'
  await choose({ name, mimeType: 'application/pdf', buffer: Buffer.from('x') })
  const failed = seat.page.getByRole('region', { name: 'Uploads' }).getByRole('listitem').filter({ hasText: 'annex' })
  await failed.getByText('Failed').waitFor()
  expect(await failed.textContent()).toMatch(/direction|invisible|character/i)
})

it('an empty file and a name of emoji are nothing special', async () => {
  await choose({ name: '👩🏽‍💻 🎉.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
  await line('👩🏽‍💻 🎉.txt').getByText('Ready').waitFor({ timeout: 60_000 })
  expect(seat.complaints).toEqual([])
})
