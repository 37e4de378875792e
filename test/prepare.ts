import { prepareTemplate } from './database.ts'
import { openTestStorage } from './storage.ts'

export async function setup(): Promise<void> {
  await prepareTemplate()
  // Makes the buckets, which not every test that uses them does.
  const storage = await openTestStorage()
  storage.close()
}
