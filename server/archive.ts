import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { create as contentDisposition } from 'content-disposition'
import type { Response } from 'express'
import { ZipFile } from 'yazl'
import { indexName, indexOf, manifestName, manifestOf, type ArchiveEntry } from '@muniment/core/archives/contents.ts'
import { openArchive, releaseEntries } from '@muniment/core/archives/fetch.ts'
import type { Asker } from './download.ts'

declare module 'yazl' {
  interface ZipFile {
    // Its published types leave out that the callback is given the size, -1 where it is not known.
    end(options: EndOptions, onSize: (size: number) => void): void
  }
}

/** Entries whose rights are looked at together, before the first of them goes out. */
const releasedAtOnce = 50

/**
 * Streams a zip of everything that somebody chose: stored, not deflated, so that its length can be promised before the
 * first byte, with the folders, a list and the SHA-256 of every file. One object is open at a time. Whoever loses the right
 * to one of the documents, or their session, sees the zip end too short.
 */
export async function sendArchive(asker: Asker, archiveId: string, response: Response): Promise<void> {
  const { ctx, request, services } = asker
  const { name, entries } = await openArchive(ctx, archiveId)
  response.set({
    'cache-control': 'private, no-store',
    'content-type': 'application/zip',
    'content-disposition': contentDisposition(`${name}.zip`),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const zip = new ZipFile()
  const [first] = entries
  const top = first ? first.path.slice(0, first.path.indexOf('/') + 1) : ''
  zip.addBuffer(indexOf(entries), top + indexName, { compress: false })
  zip.addBuffer(manifestOf(entries), top + manifestName, { compress: false })
  for (const [at, entry] of entries.entries()) {
    const options = { size: entry.size, mtime: entry.uploadedAt, mode: 0o100644, compress: false }
    zip.addReadStreamLazy(entry.path, options, (give) => {
      const next = at % releasedAtOnce === 0 ? entries.slice(at, at + releasedAtOnce) : []
      openEntry(asker, archiveId, entry, next, gone)
        .then((stream) => give(null, stream))
        .catch((error: unknown) => zip.emit('error', error))
    })
  }
  zip.end({ forceZip64Format: false, comment: '' }, (size) => {
    if (size >= 0) response.set('content-length', String(size))
  })
  const failed = new Promise<never>((_resolve, reject) => zip.on('error', reject))
  try {
    await Promise.race([pipeline(zip.outputStream, response, { signal: gone.signal }), failed])
  } catch (error) {
    gone.abort()
    if (!response.headersSent) throw error
    services.log.info({ error, archiveId }, 'an archive was cut short')
    response.destroy()
  }
}

/** The bytes of one entry, after those of `next` were let go. Losing the right to it ends the whole archive. */
async function openEntry(
  { ctx, services, session: { sessionId } }: Asker,
  archiveId: string,
  entry: ArchiveEntry,
  next: readonly ArchiveEntry[],
  gone: AbortController,
): Promise<Readable> {
  if (next.length > 0) await releaseEntries(ctx, archiveId, next)
  const { signal, done } = services.openStreams.open({
    sessionId,
    memberId: ctx.actor.memberId,
    organizationId: ctx.actor.organizationId,
    documentId: entry.documentId,
  })
  signal.addEventListener('abort', () => gone.abort(), { once: true })
  try {
    const { stream } = await services.storage.open('documents', entry.objectId, { signal: gone.signal })
    stream.once('close', done)
    return stream
  } catch (error) {
    done()
    throw error
  }
}
