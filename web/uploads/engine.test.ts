import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiProblem } from '../api.ts'
import { Uploads, type TransferEvents, type Transport } from './engine.ts'
import type { UploadItem } from './queue.ts'

const place = { organization: 'org', roomId: 'room', folderId: null, place: 'Room' }
const LIMIT = 1000

interface Sending {
  item: UploadItem
  events: TransferEvents
  stopped: boolean
}

/** A transport that does what the test says. */
function fakeTransport(remembered: Record<string, string> = {}) {
  const sending: Sending[] = []
  const discarded: string[] = []
  const transport: Transport = {
    send(item, _file, events) {
      const one: Sending = { item, events, stopped: false }
      sending.push(one)
      return { stop: () => (one.stopped = true) }
    },
    async discard({ uploadId }) {
      if (uploadId !== null) discarded.push(uploadId)
    },
    async recognise(file) {
      return remembered[`${file.name}@${file.lastModified}`] ?? null
    },
    async remembers(uploadId) {
      return Object.values(remembered).includes(uploadId)
    },
  }
  const last = () => {
    const one = sending.at(-1)
    if (!one) throw new Error('nothing is being sent')
    return one
  }
  return { transport, sending, discarded, last }
}

const file = (name: string, size = 100, lastModified = 1) => new File(['x'.repeat(size)], name, { lastModified })
const stages = (uploads: Uploads) => uploads.items.get().map((item) => item.stage.at)

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('sending', () => {
  it('sends five at a time and goes on with the next', async () => {
    const { transport, sending, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => file(name)),
      place,
      LIMIT,
    )
    expect(stages(uploads)).toEqual([...Array.from({ length: 5 }, () => 'uploading'), 'queued'])
    sending[0]?.events.done({ documentId: 'd1', versionId: 'v1' })
    expect(stages(uploads)).toEqual(['checking', ...Array.from({ length: 5 }, () => 'uploading')])
    expect(last().item.name).toBe('f')
  })

  it('refuses what is over the limit before a byte is sent', async () => {
    const { transport, sending } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([file('big.zip', 1001)], place, LIMIT)
    expect(sending).toHaveLength(0)
    expect(uploads.items.get()[0]?.stage).toMatchObject({
      at: 'failed',
      retry: false,
      message: 'big.zip is 1 kB; the limit here is 1 kB. Split it or ask your administrator.',
    })
  })

  it('continues by itself after the connection or the server was away, however long', async () => {
    const { transport, sending, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([file('a')], place, LIMIT)
    last().events.created('u1')
    last().events.progress(60)
    for (let round = 0; round < 20; round += 1) {
      last().events.failed({ kind: 'connection' })
      expect(stages(uploads)).toEqual(['waiting'])
      await vi.advanceTimersByTimeAsync(80_000)
      expect(sending).toHaveLength(round + 2)
      expect(last().item.uploadId).toBe('u1')
    }
    last().events.done({ documentId: 'd1', versionId: 'v1' })
    expect(stages(uploads)).toEqual(['checking'])
  })

  it('waits for the sign-in after the session has ended, then goes on at once', async () => {
    const { transport, sending, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([file('a')], place, LIMIT)
    const problem = new ApiProblem({ status: 401, code: 'unauthenticated', detail: 'Please sign in.' })
    last().events.failed({ kind: 'refused', problem, retryAfter: null })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(sending).toHaveLength(1)
    uploads.wake()
    expect(sending).toHaveLength(2)
  })

  it('a paused file is stopped, and late news of it are ignored', async () => {
    const { transport, sending, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([file('a')], place, LIMIT)
    const id = uploads.items.get()[0]?.id ?? ''
    uploads.pause(id)
    expect(last().stopped).toBe(true)
    last().events.failed({ kind: 'connection' })
    expect(stages(uploads)).toEqual(['paused'])
    uploads.resume(id)
    expect(sending).toHaveLength(2)
  })

  it('retries all that failed but not what can only be refused again', async () => {
    const { transport, sending } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([file('a'), file('big', 2000)], place, LIMIT)
    const problem = new ApiProblem({ status: 507, code: 'insufficient_storage', detail: 'Storage is full.' })
    sending[0]?.events.failed({ kind: 'refused', problem, retryAfter: null })
    expect(stages(uploads)).toEqual(['failed', 'failed'])
    uploads.retryAll()
    expect(stages(uploads)).toEqual(['uploading', 'failed'])
  })

  it('begins nothing while nobody answers, then tries one file before all the others', async () => {
    const { transport, sending, last } = fakeTransport()
    const uploads = new Uploads(transport)
    const names = Array.from({ length: 20 }, (_, at) => file(`${at}`))
    await uploads.add(names, place, LIMIT)
    for (const { events } of sending.slice()) events.failed({ kind: 'connection' })
    expect(sending).toHaveLength(5)
    await vi.advanceTimersByTimeAsync(2000)
    expect(sending).toHaveLength(6)
    last().events.failed({ kind: 'connection' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(sending).toHaveLength(6)
    await vi.advanceTimersByTimeAsync(2000)
    expect(sending).toHaveLength(7)
    last().events.done({ documentId: 'd1', versionId: 'v1' })
    expect(stages(uploads).filter((stage) => stage === 'uploading')).toHaveLength(5)
  })

  it('a thousand files whose session has ended ask once', async () => {
    const { transport, sending } = fakeTransport()
    const uploads = new Uploads(transport)
    const names = Array.from({ length: 1000 }, (_, at) => file(`${at}`, 1))
    await uploads.add(names, place, LIMIT)
    const problem = new ApiProblem({ status: 401, code: 'unauthenticated', detail: 'Please sign in.' })
    for (const { events } of sending.slice()) events.failed({ kind: 'refused', problem, retryAfter: null })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(sending).toHaveLength(5)
    uploads.wake()
    expect(sending).toHaveLength(10)
  })

  it('tells the page of many changes at once', async () => {
    const { transport, sending } = fakeTransport()
    const uploads = new Uploads(transport)
    const told = vi.fn()
    uploads.items.subscribe(told)
    await uploads.add(
      Array.from({ length: 1000 }, (_, at) => file(`${at}`, 1)),
      place,
      LIMIT,
    )
    for (const { events } of sending) events.done({ documentId: 'd', versionId: null })
    expect(sending).toHaveLength(1000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(told).toHaveBeenCalledOnce()
  })

  it('pauses all of them without beginning another', async () => {
    const { transport, sending } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add(
      Array.from({ length: 20 }, (_, at) => file(`${at}`)),
      place,
      LIMIT,
    )
    uploads.pauseAll()
    expect(sending).toHaveLength(5)
    expect(new Set(stages(uploads))).toEqual(new Set(['paused']))
    uploads.resumeAll()
    expect(sending).toHaveLength(10)
  })

  it('keeps what is there already and what cannot be sent in sight, and sends neither', async () => {
    const { transport, sending } = fakeTransport()
    const uploads = new Uploads(transport)
    const chosen = [
      { file: file('there'), same: true },
      { file: file('gone'), fault: 'It could not be read.' },
    ]
    await uploads.add(chosen, place, LIMIT)
    expect(uploads.items.get().map(({ stage }) => stage)).toEqual([
      { at: 'same' },
      { at: 'failed', message: 'It could not be read.', requestId: null, retry: false },
    ])
    expect(sending).toHaveLength(0)
  })

  it('discards at the server what is taken out half-way', async () => {
    const { transport, discarded, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([file('a')], place, LIMIT)
    last().events.created('u1')
    uploads.remove(uploads.items.get()[0]?.id ?? '')
    expect(discarded).toEqual(['u1'])
    expect(last().stopped).toBe(true)
  })
})

describe('after the transfer', () => {
  it('follows the version through the virus check', async () => {
    const { transport, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([file('a')], place, LIMIT)
    last().events.done({ documentId: 'd1', versionId: 'v1' })
    uploads.verdict('v1', 'scanning', 'Waiting for signatures.')
    expect(uploads.items.get()[0]?.stage).toMatchObject({ at: 'checking', note: 'Waiting for signatures.' })
    uploads.verdict('other', 'infected', null)
    uploads.verdict('v1', 'available', null)
    expect(stages(uploads)).toEqual(['ready'])
    uploads.clearFinished()
    expect(uploads.items.get()).toEqual([])
  })
})

describe('after a reload', () => {
  const unfinished = { ...place, uploadId: 'u1', versionOf: null, name: 'a', size: 100, offset: 40 }

  it('offers what is unfinished once, and continues when the same file is dropped again', async () => {
    const { transport, last } = fakeTransport({ 'a@1': 'u1' })
    const uploads = new Uploads(transport)
    uploads.offer([unfinished])
    uploads.offer([unfinished])
    expect(stages(uploads)).toEqual(['unfinished'])
    await uploads.add([file('a')], place, LIMIT)
    expect(stages(uploads)).toEqual(['uploading'])
    expect(last().item).toMatchObject({ uploadId: 'u1', sent: 40 })
  })

  it('continues what was begun in the last moment, of which only the key is known', async () => {
    const { transport, last } = fakeTransport()
    const uploads = new Uploads(transport)
    uploads.offer([unfinished])
    await uploads.add([{ file: file('a'), key: 'begun-before' }], place, LIMIT)
    expect(stages(uploads)).toEqual(['uploading'])
    expect(last().item.uploadId).toBe('u1')
  })

  it('asks for no file that was dropped again before the server told of its part', async () => {
    const { transport, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([{ file: file('a'), key: 'begun-before' }], place, LIMIT)
    uploads.offer([unfinished, { ...unfinished, uploadId: 'u2', name: 'b' }])
    expect(stages(uploads)).toEqual(['uploading', 'unfinished'])
    last().events.done({ documentId: 'd1', versionId: 'v1' })
    uploads.offer([unfinished])
    expect(stages(uploads)).toEqual(['checking', 'unfinished'])
  })

  it('throws the part of a file away that turns out to be there whole', async () => {
    const { transport, discarded } = fakeTransport()
    const uploads = new Uploads(transport)
    uploads.offer([unfinished])
    await uploads.add([{ file: file('a'), same: true }], place, LIMIT)
    expect(stages(uploads)).toEqual(['same'])
    expect(discarded).toEqual(['u1'])
  })

  it('begins again under another key where the old one is of no use', async () => {
    const { transport, sending, last } = fakeTransport()
    const uploads = new Uploads(transport)
    await uploads.add([{ file: file('a'), key: 'begun-before' }], place, LIMIT)
    expect(last().item).toMatchObject({ key: 'begun-before', generation: 0 })
    const problem = new ApiProblem({ status: 410, code: 'gone', detail: 'It was cancelled.' })
    last().events.failed({ kind: 'refused', problem, retryAfter: null })
    expect(sending).toHaveLength(2)
    expect(last().item.generation).toBe(1)
  })

  it('a file of the same name that this browser does not recognise is a new upload', async () => {
    const { transport } = fakeTransport()
    const uploads = new Uploads(transport)
    uploads.offer([unfinished])
    await uploads.add([file('a')], place, LIMIT)
    expect(stages(uploads)).toEqual(['unfinished', 'uploading'])
  })

  it('says why a chosen file cannot be the one', async () => {
    const { transport } = fakeTransport({ 'a@1': 'u1' })
    const uploads = new Uploads(transport)
    uploads.offer([unfinished])
    const id = uploads.items.get()[0]?.id ?? ''
    expect(await uploads.choose(id, file('b'))).toContain('choose “a”')
    expect(await uploads.choose(id, file('a', 100, 2))).toContain('has changed since')
    expect(await uploads.choose(id, file('a'))).toBeNull()
    expect(stages(uploads)).toEqual(['uploading'])
  })
})
