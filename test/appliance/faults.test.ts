import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { eicar } from '../hostile/eicar.ts'
import { createRoom, operator, type Visitor } from './client.ts'
import { allAreWell, type Acknowledged } from './invariants.ts'
import { containerName, crash, docker, eventually, execIn, healthy, rows, signalProgram } from './stack.ts'
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
async function sendAndBreak(bytes: Buffer, fault: () => Promise<unknown>): Promise<Acknowledged> {
  let broken: Promise<unknown> | undefined
  const onProgress = (sent: number): void => {
    if (sent > bytes.length / 2) broken ??= fault()
  }
  const file = await send(bytes, { chunk: 4_000_000, onProgress })
  if (broken === undefined) throw new Error('the fault did not come')
  await broken
  return file
}

/** Does something while every scan that begins stays unfinished. */
async function whileScansHang<T>(work: () => Promise<T>): Promise<T> {
  await signalProgram('clamav', 'clamd', 'STOP')
  try {
    return await work()
  } finally {
    await signalProgram('clamav', 'clamd', 'CONT')
  }
}

const State = z.object({ state: z.string() })

async function isBeingScanned({ versionId }: Acknowledged): Promise<boolean> {
  const [job] = await rows(State, `select state from jobs where payload->>'versionId' = '${versionId}'`)
  return job?.state === 'active'
}

describe('a fault', () => {
  it('of the worker in the middle of a scan: another takes the file up', async () => {
    const files = await whileScansHang(async () => {
      const sent = [await send(randomBytes(3_000_000)), { ...(await send(eicar())), state: 'infected' as const }]
      for (const file of sent) await eventually('the scan runs', 60, () => isBeingScanned(file))
      await crash('worker')
      return sent
    })
    await allAreWell(visitor, files)
  })

  it('of the server in the middle of an upload: the client goes on where it was', async () => {
    await allAreWell(visitor, [await sendAndBreak(randomBytes(30_000_000), () => crash('server'))])
  })

  it('of Redis that forgets everything while ten files are on their way', async () => {
    const files = await whileScansHang(async () => {
      const sent = await Promise.all(Array.from({ length: 10 }, (_, index) => send(randomBytes(1000 * (index + 1)))))
      expect((await execIn('redis', ['redis-operator', 'FLUSHALL'])).output).toContain('OK')
      return sent
    })
    await allAreWell(visitor, files)
  })

  it('of storage that restarts in the middle of an upload', async () => {
    const restart = () => docker('restart', '--time', '5', containerName('minio'))
    await allAreWell(visitor, [await sendAndBreak(randomBytes(40_000_000), restart)])
  })

  it('of the database that restarts while files come in and are checked', async () => {
    const small = Array.from({ length: 5 }, () => send(randomBytes(2000)))
    const restart = () => docker('restart', '--time', '20', containerName('postgres'))
    const large = await sendAndBreak(randomBytes(20_000_000), restart)
    await allAreWell(visitor, [large, ...(await Promise.all(small))])
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
