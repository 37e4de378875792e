import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Reads what a child wrote, or null when there is nothing. Only a plain file of at most `most` bytes: a child that was
 * taken over could have put a link there to what only the worker may read.
 */
export async function takeFile(folder: string, name: string, most: number): Promise<Buffer | null> {
  const handle = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => null,
  )
  if (handle === null) return null
  try {
    const facts = await handle.stat()
    if (!facts.isFile() || facts.nlink !== 1 || facts.size > most) return null
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
