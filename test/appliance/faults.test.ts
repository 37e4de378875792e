import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRoom, operator, type Visitor } from './client.ts'
import { allAreWell, type Acknowledged } from './invariants.ts'
import { containerName, crash, docker, eventually, execIn, healthy, rows, signalChild } from './stack.ts'
import { longPatience, settled, upload } from './upload.ts'

// Each part of the appliance is taken away in the middle of work. Nobody repairs anything by hand.

let visitor: Visitor
let roomId: string

beforeAll(async () => {
  visitor = await operator()
  roomId = (await createRoom(visitor, `Faults ${randomUUID()}`)).id
})
beforeEach(async () => {
  for (const service of ['postgres', 'redis', 'minio', 'clamav', 'server', 'worker', 'proxy']) await healthy(service)
})

/** Sends bytes as the browser does, and goes on trying for a minute when the connection breaks. */
async function send(
  bytes: Buffer,
  options: { chunk?: number; onProgress?: (sent: number) => void } = {},
): Promise<Acknowledged> {
  const name = `${randomUUID()}.bin`
  return { name, bytes, ...(await upload(visitor, bytes, { name, roomId, patience: longPatience, ...options })) }
}

/** Sends bytes, and does `fault` once when about half of them went out. */
async function sendAndBreak(bytes: Buffer, fault: () => Promise<void>): Promise<Acknowledged> {
  let broken: Promise<void> | undefined
  const onProgress = (sent: number): void => {
    if (sent > bytes.length / 2) broken ??= fault()
  }
  const file = await send(bytes, { chunk: 1_000_000, onProgress })
  if (broken === undefined) throw new Error('the fault did not come')
  await broken
  return file
}

const State = z.object({ state: z.string() })

async function isBeingScanned({ versionId }: Acknowledged): Promise<boolean> {
  const [job] = await rows(State, `select state from jobs where key = '${versionId}'`)
  return job?.state === 'active'
}

describe('a fault', () => {
  it('of the worker in the middle of a scan: another takes the file up', async () => {
    await signalChild('clamav', 'STOP')
    let files: Acknowledged[]
    try {
      files = [await send(randomBytes(3_000_000)), await send(randomBytes(10))]
      for (const file of files) await eventually('the scan runs', 30, () => isBeingScanned(file))
      await crash('worker')
    } finally {
      await signalChild('clamav', 'CONT')
    }
    await allAreWell(visitor, files)
  })

  it('of the server in the middle of an upload: the client goes on where it was', async () => {
    const file = await sendAndBreak(randomBytes(30_000_000), () => crash('server'))
    await allAreWell(visitor, [file])
  })

  it('of Redis that forgets everything while ten files are on their way', async () => {
    await signalChild('clamav', 'STOP')
    let files: Acknowledged[]
    try {
      files = await Promise.all(Array.from({ length: 10 }, (_none, index) => send(randomBytes(1000 * (index + 1)))))
      const emptied = await execIn('redis', ['redis-operator', 'FLUSHALL'])
      expect(emptied).toMatchObject({ code: 0, output: expect.stringContaining('OK') })
    } finally {
      await signalChild('clamav', 'CONT')
    }
    await allAreWell(visitor, files)
  })

  it('of storage that restarts in the middle of an upload', async () => {
    const file = await sendAndBreak(randomBytes(40_000_000), async () => {
      await docker('restart', '--time', '5', containerName('minio'))
    })
    await allAreWell(visitor, [file])
  })

  it('of the database that restarts while files come in', async () => {
    const restarted = docker('restart', '--time', '20', containerName('postgres'))
    const files: Acknowledged[] = []
    for (let index = 0; index < 5; index++) files.push(await send(randomBytes(2000)))
    await restarted
    await allAreWell(visitor, files)
  })

  it('of the proxy leaves a download that can be gone on with', async () => {
    const file = await send(randomBytes(5_000_000))
    await settled(visitor, file.documentId)
    await crash('proxy')
    await healthy('proxy')
    const rest = await visitor.ask(`/api/v1/documents/${file.documentId}/content`, {
      headers: { range: 'bytes=2000000-' },
    })
    expect(rest.status).toBe(206)
    expect(rest.bytes.equals(file.bytes.subarray(2_000_000))).toBe(true)
  })
})
