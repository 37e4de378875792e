import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hostileFiles } from '../../test/hostile/corpus.ts'
import { eicar } from '../../test/hostile/eicar.ts'
import { buildZip } from '../../test/hostile/zip.ts'
import { services } from '../../test/services.ts'
import { readAnswer, scanStream, ScannerUnreachable } from './clamd.ts'
import { ScanFailed, scanFile } from './scan.ts'
import { probeScanner, type ScannerOptions } from './scanner.ts'
import { bufferSource, type ByteSource } from './source.ts'

const real = { host: services.clamdHost, port: services.clamdPort }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muniment-scan-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Something that is not clamd: what real life puts in its place. */
async function stranger(behave: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    behave(socket)
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 }
}

function scan(source: ByteSource, clamd = real): ReturnType<typeof scanFile> {
  return scanFile(source, { clamd, gate: { scratch: { folder, limit: 100_000_000 } } })
}

describe('the real virus scanner', () => {
  it('lets a clean file pass, with its SHA-256', async () => {
    const bytes = Buffer.from('nothing to see here'.repeat(100_000))
    const sha256 = createHash('sha256').update(bytes).digest()
    expect(await scan(bufferSource(bytes))).toEqual({ state: 'available', sha256 })
  })

  it.each(hostileFiles)('finds $what to be what it is', async ({ build, becomes }) => {
    const verdict = await scan(bufferSource(build()))
    expect(verdict.state).toBe(becomes.state)
    expect('code' in verdict ? verdict.code : null).toBe(becomes.code)
  })

  it('names the virus and what happens to the file', async () => {
    const verdict = await scan(bufferSource(eicar()))
    expect(verdict).toMatchObject({
      signature: expect.stringContaining('Eicar'),
      message: expect.stringMatching(/^This file holds a virus \(.*Eicar/),
    })
  })

  it('finds the virus in each member of a zip64, not only in the first', async () => {
    const filler = { name: 'a.txt', data: Buffer.from('fine'), zip64: true }
    const bytes = buildZip([filler, { ...filler, name: 'b.txt' }, { name: 'c.com', data: eicar(), zip64: true }], {
      zip64: true,
    })
    expect(await scan(bufferSource(bytes))).toMatchObject({ state: 'infected' })
  })

  it('finds the virus at the end of a member that unpacks to forty megabytes', async () => {
    const data = Buffer.concat([Buffer.alloc(40_000_000), buildZip([{ name: 'e', data: eicar() }])])
    expect(await scan(bufferSource(buildZip([{ name: 'big', data }])))).toMatchObject({ state: 'infected' })
  })

  it('takes a file larger than every buffer on the way', async () => {
    const block = Buffer.alloc(1_000_000, 'x')
    const source: ByteSource = {
      size: 60_000_000,
      read: async (_start, length) => Buffer.alloc(length, 'x'),
      stream: () => Readable.from(Array.from({ length: 60 }, () => block)),
    }
    expect(await scan(source)).toMatchObject({ state: 'available' })
  })
})

describe('only an exact OK passes', () => {
  it('reads every other answer as something else', () => {
    expect(readAnswer('stream: OK\0')).toEqual({ result: 'clean' })
    for (const answer of [
      '',
      'OK',
      'stream: OK FOUND',
      'stream: NOT OK',
      'stream: OK\nstream: OK',
      'UNKNOWN COMMAND',
      'stream: x ERROR',
    ]) {
      expect(readAnswer(answer).result, answer).not.toBe('clean')
    }
    expect(readAnswer('stream: Win.Trojan.X-1 FOUND\0')).toEqual({ result: 'infected', signature: 'Win.Trojan.X-1' })
    expect(readAnswer('stream: Heuristics.Limits.Exceeded.MaxFiles FOUND')).toMatchObject({ code: 'limits_exceeded' })
    expect(readAnswer('stream: Heuristics.Encrypted.PDF FOUND')).toMatchObject({ code: 'encrypted' })
    expect(readAnswer('INSTREAM size limit exceeded. ERROR')).toMatchObject({ code: 'limits_exceeded' })
  })

  it('does not pass a file when clamd answers with an error', async () => {
    const clamd = await stranger((socket) => {
      socket.on('data', () => socket.end("stream: Can't allocate memory ERROR\0"))
    })
    await expect(scan(bufferSource(Buffer.from('x')), clamd)).rejects.toThrow(ScanFailed)
  })

  it('does not pass a file of which storage gave less than was recorded', async () => {
    const source: ByteSource = {
      ...bufferSource(Buffer.alloc(100, 'x')),
      size: 200,
      read: async (_s, n) => Buffer.alloc(n),
    }
    const short = { ...source, stream: () => Readable.from([Buffer.alloc(100)]) }
    await expect(scan(short)).rejects.toThrow('100 bytes instead of 200')
  })

  it('gives the error of storage when that fails under the scan', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(100_000)
      throw new Error('storage went away')
    }
    await expect(scanStream(Readable.from(broken()), real)).rejects.toThrow('storage went away')
  })
})

describe('a scanner that does not answer makes a file wait', () => {
  const endless = (): Readable =>
    Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1_000_000)
      })(),
    )

  it('when nobody listens', async () => {
    await expect(scanStream(Readable.from([eicar()]), { host: '127.0.0.1', port: 1 })).rejects.toThrow(
      ScannerUnreachable,
    )
  })

  it('when it takes the connection and no bytes', async () => {
    const clamd = await stranger((socket) => socket.pause())
    const stream = endless()
    await expect(scanStream(stream, { ...clamd, sendTimeout: 300 })).rejects.toThrow('it took no bytes')
    expect(stream.destroyed).toBe(true)
  })

  it('when it takes all bytes and gives no verdict', async () => {
    const clamd = await stranger((socket) => socket.resume())
    const scanning = scanStream(Readable.from([Buffer.from('x')]), { ...clamd, verdictTimeout: 300 })
    await expect(scanning).rejects.toThrow('it gave no verdict')
  })

  it('when it goes away in the middle, politely or not', async () => {
    for (const leave of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const clamd = await stranger((socket) => socket.once('data', () => leave(socket)))
      await expect(scanStream(endless(), clamd)).rejects.toThrow(ScannerUnreachable)
      await expect(scanStream(Readable.from([Buffer.from('x')]), clamd)).rejects.toThrow(ScannerUnreachable)
    }
  })

  it('when it is told to stop', async () => {
    const clamd = await stranger((socket) => socket.resume())
    const stop = new AbortController()
    const scanning = scanStream(Readable.from([Buffer.from('x')]), { ...clamd, signal: stop.signal })
    setTimeout(() => stop.abort(new Error('the worker stops')), 50)
    await expect(scanning).rejects.toThrow('the worker stops')
  })

  it('reads no faster than it takes', async () => {
    const clamd = await stranger((socket) => socket.pause())
    let read = 0
    async function* counted(): AsyncGenerator<Buffer> {
      for (let block = 0; block < 1000; block++) {
        read++
        yield Buffer.alloc(100_000)
      }
    }
    await expect(scanStream(Readable.from(counted()), { ...clamd, sendTimeout: 500 })).rejects.toThrow()
    expect(read).toBeLessThan(150)
  })
})

describe('how the scanner stands', () => {
  const now = new Date('2030-06-15T12:00:00Z')
  async function probe(state: unknown, clamd: { host: string; port: number } = real): ReturnType<typeof probeScanner> {
    const signaturesFolder = await mkdtemp(join(folder, 'signatures-'))
    if (state !== undefined)
      await writeFile(join(signaturesFolder, 'state.json'), typeof state === 'string' ? state : JSON.stringify(state))
    const options: ScannerOptions = { ...clamd, signaturesFolder, maxAgeDays: 30, now: () => now, timeout: 500 }
    return probeScanner(options)
  }
  const fresh = { kind: 'official', updatedAt: '2030-06-01T00:00:00Z' }

  it('is ready with fresh signatures and an answer', async () => {
    expect(await probe(fresh)).toEqual({
      state: 'ready',
      signatures: 'official',
      updatedAt: '2030-06-01T00:00:00Z',
      version: expect.stringMatching(/^ClamAV 1\./),
    })
  })

  it('has no signatures when nobody wrote of any, or wrote nonsense', async () => {
    for (const state of [undefined, '', '{', 'null', { kind: 'own' }, { kind: 'official', updatedAt: 'soon' }]) {
      expect((await probe(state)).state).toBe('no-signatures')
    }
  })

  it('is stale when they are too old, but for the trial set', async () => {
    const old = '2030-05-01T00:00:00Z'
    expect((await probe({ kind: 'official', updatedAt: old })).state).toBe('stale')
    expect((await probe({ kind: 'imported', updatedAt: old })).state).toBe('stale')
    expect((await probe({ kind: 'trial', updatedAt: old })).state).toBe('ready')
  })

  it('is unreachable when nobody, somebody else or a hanging one answers', async () => {
    expect((await probe(fresh, { host: '127.0.0.1', port: 1 })).state).toBe('unreachable')
    expect((await probe(fresh, await stranger((socket) => socket.end('HTTP/1.1 400\r\n\r\n')))).state).toBe(
      'unreachable',
    )
    expect((await probe(fresh, await stranger((socket) => socket.resume()))).state).toBe('unreachable')
  })
})
