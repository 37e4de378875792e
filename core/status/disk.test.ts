import { afterAll, describe, expect, it } from 'vitest'
import { quiet } from '../../test/factories.ts'
import { services } from '../../test/services.ts'
import { Storage, type StorageSettings } from '../storage.ts'
import { watchDisk, type Disk } from './disk.ts'

const root = { S3_URL: services.s3, S3_ACCESS_KEY: services.s3RootUser, S3_SECRET_KEY: services.s3RootPassword }

const opened: Storage[] = []
afterAll(() => {
  for (const storage of opened) storage.close()
})

function watch(floorBytes: number, settings: StorageSettings = root): Disk {
  const storage = new Storage(settings)
  opened.push(storage)
  return watchDisk(storage, floorBytes, quiet)
}

describe('the disk that objects are kept on', () => {
  it('is measured by storage itself, and must keep the floor free', async () => {
    const { state, freeBytes } = await watch(0).status()
    expect(state).toBe('enough')
    expect(freeBytes).toBeGreaterThan(1_000_000)
    const floor = Math.floor((freeBytes ?? 0) / 2)
    const disk = watch(floor)
    await disk.requireFree(1000)
    // Others use this disk meanwhile.
    await expect(disk.requireFree((freeBytes ?? 0) - floor + 1e9)).rejects.toMatchObject({
      code: 'insufficient_storage',
      message: "Storage is full; this file wasn't saved. Tell your administrator, then Retry.",
    })
  })

  it('is full below the floor', async () => {
    const disk = watch(1e15)
    expect((await disk.status()).state).toBe('full')
    await expect(disk.requireFree(0)).rejects.toMatchObject({ code: 'insufficient_storage' })
  })

  it.each([
    ['does not let us ask', { ...root, S3_SECRET_KEY: 'another secret' }],
    ['does not answer', { ...root, S3_URL: 'http://127.0.0.1:1' }],
    ['is another S3', { ...root, S3_URL: `http://${services.clamdHost}:${services.clamdPort}` }],
  ])('is unknown where storage %s, and refuses nothing: storage does that by itself', async (_why, settings) => {
    const disk = watch(1e15, settings)
    expect(await disk.status()).toEqual({ state: 'unknown', freeBytes: null })
    await disk.requireFree(1e12)
  })
})
