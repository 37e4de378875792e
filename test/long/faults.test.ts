import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRoom, operator, type Visitor } from '../appliance/client.ts'
import { allAreWell, type Acknowledged } from '../appliance/invariants.ts'
import { containerName, crash, docker, execIn, healthy, signalProgram, stateOf } from '../appliance/stack.ts'
import { longPatience, Settled, upload } from '../appliance/upload.ts'

// Faults that take minutes, against an installed appliance: test/long/README.md says how to run them.

let visitor: Visitor
let roomId: string

beforeAll(async () => {
  visitor = await operator()
  roomId = (await createRoom(visitor, `Long faults ${randomUUID()}`)).id
})

async function send(bytes: Buffer): Promise<Acknowledged> {
  const name = `${randomUUID()}.bin`
  return { name, bytes, ...(await upload(visitor, bytes, { name, roomId, patience: longPatience, chunk: 1_000_000 })) }
}

describe('a scanner that hangs', () => {
  it('for a minute: files wait, hidden and explained, and are checked afterwards', async () => {
    await signalProgram('clamav', 'clamd', 'STOP')
    const files: Acknowledged[] = []
    try {
      for (let index = 0; index < 5; index++) files.push(await send(randomBytes(50_000)))
      await sleep(60_000)
      for (const { documentId } of files) {
        const document = await visitor.get(Settled, `/api/v1/documents/${documentId}`)
        expect(document.version.state).not.toBe('available')
        expect((await visitor.ask(`/api/v1/documents/${documentId}/content`)).status).toBe(423)
      }
    } finally {
      await signalProgram('clamav', 'clamd', 'CONT').catch(() => undefined)
    }
    await allAreWell(visitor, files, 180)
  }, 400_000)

  it('for good: its health check ends it, and what comes back checks the files', async () => {
    const before = await stateOf('clamav')
    await signalProgram('clamav', 'clamd', 'STOP')
    const file = await send(randomBytes(50_000))
    await allAreWell(visitor, [file], 300)
    expect((await stateOf('clamav')).StartedAt).not.toBe(before.StartedAt)
  }, 400_000)
})

describe('everything at once', () => {
  it('under uploads for two minutes: worker, server, Redis, storage and database go, and nothing is lost', async () => {
    const faults = [
      () => crash('worker'),
      () => crash('server'),
      () => execIn('redis', ['redis-operator', 'FLUSHALL']),
      () => docker('restart', '--time', '5', containerName('minio')),
      () => docker('restart', '--time', '20', containerName('postgres')),
      () => docker('restart', '--time', '5', containerName('redis')),
      () => crash('clamav'),
    ]
    const files: Acknowledged[] = []
    let breaking = true
    const sending = Array.from({ length: 3 }, async () => {
      while (breaking) files.push(await send(randomBytes(200_000 + Math.floor(Math.random() * 12_000_000))))
    })
    for (const fault of faults) {
      await fault()
      await sleep(15_000)
    }
    breaking = false
    await Promise.all(sending)
    for (const service of ['postgres', 'redis', 'minio', 'clamav', 'server', 'worker']) await healthy(service, 180)
    expect(files.length).toBeGreaterThan(5)
    await allAreWell(visitor, files, 300)
  }, 900_000)
})
