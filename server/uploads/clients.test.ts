import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openChromium } from '../../test/chromium.ts'
import { testPassword } from '../../test/factories.ts'
import { startRelay, type Relay } from '../../test/relay.ts'
import { bytesOf, send, type ClientName, type Errand, type Ran } from '../../test/tusClients.ts'
import { pageFor, type ClientPage } from '../../test/tusPage.ts'
import { nodeReader } from '../../test/tusReader.ts'
import { uploadsPath } from '../../test/tus.ts'
import { idOf, useUploadBench } from '../../test/uploads.ts'

// Two clients that others wrote, in Node and in a browser, against the real server: what the protocol promises them.

const bench = useUploadBench()
const size = 3_000_000
const chunkSize = 1_000_000

let relay: Relay
let page: ClientPage
let closeChromium: () => Promise<void>

beforeAll(async () => {
  const { server, member } = bench()
  relay = await startRelay('127.0.0.1', Number(new URL(server.url).port))
  const chromium = await openChromium(`http://127.0.0.1:${relay.port}`)
  closeChromium = () => chromium.close()
  page = await pageFor(chromium, member.email, testPassword)
}, 120_000)
afterAll(async () => {
  await closeChromium()
  await relay.close()
})

const places = ['Node', 'Chromium'] as const
const clients = ['tus-js-client', '@uppy/tus'] as const satisfies ClientName[]
const everyWhere = places.flatMap((place) => clients.map((client) => [client, place] as const))

describe.each(everyWhere)('%s in %s', { timeout: 120_000 }, (client, place) => {
  type Some = Omit<Errand, 'endpoint' | 'metadata' | 'size'> & { filename?: string; size?: number }

  function run({ filename = 'Sent.bin', uploadUrl, ...more }: Some): Promise<Ran> {
    const { roomId, browser, server } = bench()
    const errand = { size, chunkSize, metadata: { filename, roomId }, ...more }
    if (place === 'Chromium') {
      return page.send(client, { ...errand, endpoint: uploadsPath, ...(uploadUrl !== undefined && { uploadUrl }) })
    }
    const base = `http://127.0.0.1:${relay.port}`
    const headers = { origin: server.services.origin, cookie: browser.cookie }
    const there = { endpoint: base + uploadsPath, ...(uploadUrl !== undefined && { uploadUrl: base + uploadUrl }) }
    return send(client, { ...errand, ...there, headers }, nodeReader)
  }

  async function expectWhole(path: string | null, of = size): Promise<void> {
    const stored = await buffer((await bench().storage.open('quarantine', idOf(path ?? ''))).stream)
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    expect(digest(stored)).toBe(digest(bytesOf(of)))
  }

  const offsets = (ran: Ran): string[] => ran.answers.filter((line) => !line.startsWith('HEAD'))

  it('sends a file in pieces', async () => {
    const ran = await run({})
    expect(ran).toMatchObject({ outcome: 'done', documentId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(offsets(ran)).toEqual(['POST 201', 'PATCH 204 from 0', 'PATCH 204 from 1000000', 'PATCH 204 from 2000000'])
    await expectWhole(ran.url)
  })

  it('sends a small file with its creation', async () => {
    const ran = await run({ together: true, size: 5000 })
    expect(ran).toMatchObject({ outcome: 'done', answers: ['POST 201'] })
    await expectWhole(ran.url, 5000)
  })

  it('tells the length last', async () => {
    const ran = await run({ deferred: true })
    expect(ran.outcome).toBe('done')
    await expectWhole(ran.url)
  })

  it('sends POST where it cannot send PATCH', async () => {
    const ran = await run({ overridden: true })
    expect(ran.outcome).toBe('done')
    expect(ran.answers.filter((line) => line.startsWith('PATCH'))).toEqual([])
    await expectWhole(ran.url)
  })

  it('names a file in any letters', async () => {
    const filename = 'Ünïcode 🗂️ नमस्ते – «1», a=b c.pdf'
    const ran = await run({ filename, size: 10 })
    const [row] = await bench().database.peek('select name from documents where current_version_id = $1', [
      idOf(ran.url ?? ''),
    ])
    expect(row).toEqual({ name: filename.normalize('NFC') })
  })

  it('goes on where it was left', async () => {
    const left = await run({ stopAt: chunkSize })
    expect(left.outcome).toBe('stopped')
    await sleep(200)
    const { offset } = await bench().client.head(left.url ?? '')
    expect(offset).toBeGreaterThanOrEqual(chunkSize)
    const ran = await run({ uploadUrl: left.url ?? '' })
    expect(ran).toMatchObject({ outcome: 'done' })
    expect(ran.answers.slice(0, 2)).toEqual(['HEAD 200', `PATCH 204 from ${offset}`])
    await expectWhole(left.url)
  })

  it('goes on by itself after the line was cut', async () => {
    const running = run({ retryDelays: [300, 600, 1000, 2000, 4000], chunkSize: 200_000 })
    await sleep(150)
    relay.cut()
    await sleep(500)
    relay.mend()
    const ran = await running
    expect(ran.outcome).toBe('done')
    await expectWhole(ran.url)
  })

  it('asks where it stands when somebody else wrote meanwhile', async () => {
    const { database, client: other } = bench()
    let helped = false
    const help = async (): Promise<void> => {
      while (!helped) {
        const [open] = await database.peek<{ id: string }>(
          `select id from uploads where document_id is null and received between 1 and $1 and name = 'Helped.bin'`,
          [size - 100_000],
        )
        if (open === undefined) continue
        const path = `${uploadsPath}/${open.id}`
        const { offset } = await other.head(path)
        const at = offset ?? 0
        const answer = await other.patch(path, at, Buffer.from(bytesOf(size).subarray(at, at + 50_000)))
        helped = answer?.status === 204
      }
    }
    const [ran] = await Promise.all([
      run({ filename: 'Helped.bin', chunkSize: 100_000, retryDelays: [0, 100, 300, 600, 1000] }),
      help(),
    ])
    expect(ran.outcome).toBe('done')
    await expectWhole(ran.url)
  })

  it('cancels an upload, and what is gone is not gone on with', async () => {
    const left = await run({ stopAt: chunkSize, cancel: true })
    await expect.poll(async () => (await bench().client.head(left.url ?? '')).status, { timeout: 15_000 }).toBe(410)
    const again = await run({ uploadUrl: left.url ?? '' })
    // They ask, and begin anew.
    expect(again).toMatchObject({ outcome: 'done' })
    expect(again.answers.slice(0, 2)).toEqual(['HEAD 410', 'POST 201'])
    expect(again.url).not.toBe(left.url)
  })

  it.each([
    ['whose time is over', 410, `update uploads set expires_at = now() - interval '1 second' where id = $1`],
    ['that was cleared away', 404, 'delete from uploads where id = $1'],
  ])('begins anew in place of an upload %s', async (_name, status, sql) => {
    const left = await run({ stopAt: chunkSize })
    await sleep(200)
    await bench().database.peek(sql, [idOf(left.url ?? '')])
    const ran = await run({ uploadUrl: left.url ?? '' })
    expect(ran).toMatchObject({ outcome: 'done' })
    expect(ran.answers.slice(0, 2)).toEqual([`HEAD ${status}`, 'POST 201'])
    await expectWhole(ran.url)
  })
})
