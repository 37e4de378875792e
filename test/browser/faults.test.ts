import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Browser } from 'playwright-core'
import { z } from 'zod'
import { createRoom, operator, operatorEmail, type Visitor } from '../appliance/client.ts'
import { crash } from '../appliance/stack.ts'
import { allAreWell } from '../appliance/invariants.ts'
import { openChromium, picture, signInAt, takeSeat, type Seat } from './chromium.ts'

let api: Visitor
let browser: Browser
let seat: Seat
let folder: string

beforeAll(async () => {
  api = await operator()
  folder = await mkdtemp(join(tmpdir(), 'faults-'))
  browser = await openChromium()
  seat = await takeSeat(browser)
  await signInAt(seat, operatorEmail)
})
afterEach(({ task }) => picture(seat, task, 'olga'))
afterAll(async () => {
  await browser.close()
  await rm(folder, { recursive: true })
})

it('the server is killed in mid-upload: the browser goes on by itself and finishes', async () => {
  const room = await createRoom(api, `Interrupted ${Date.now()}`)
  const bytes = randomBytes(40_000_000)
  const path = join(folder, 'interrupted.bin')
  await writeFile(path, bytes)
  const { page, context } = seat
  await page.goto(`/rooms/${room.id}`)
  const wire = await context.newCDPSession(page)
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 4_000_000 }
  await wire.send('Network.enable')
  await wire.send('Network.emulateNetworkConditions', slow)
  await page.getByLabel(`Choose files to upload to ${room.name}`).setInputFiles(path)
  const line = page.getByRole('region', { name: 'Uploads' }).getByRole('listitem', { name: 'interrupted.bin' })
  await line.getByText(/Uploading (1[5-9]|[2-9]\d)%/).waitFor()
  const crashing = crash('server')
  await line.getByText('Waiting to continue').waitFor()
  await crashing
  await wire.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 })
  await line.getByText('Ready').waitFor({ timeout: 120_000 })
  const { items } = await api.get(
    z.object({ items: z.array(z.object({ id: z.uuid(), version: z.object({ id: z.uuid() }) })) }),
    `/api/v1/rooms/${room.id}/documents`,
  )
  const name = 'interrupted.bin'
  await allAreWell(
    api,
    items.map(({ id, version }) => ({ documentId: id, versionId: version.id, bytes, name })),
  )
  expect(items).toHaveLength(1)
})
