import { create as contentDisposition } from 'content-disposition'
import type { Request, Response } from 'express'
import parseRange from 'range-parser'
import type { DownloadFacts } from '@muniment/core/documents/download.ts'
import type { MemberContext } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { isAbsent, type ByteRange } from '@muniment/core/storage.ts'
import { sendBody } from './body.ts'
import type { Services } from './services.ts'

export interface Asker {
  ctx: MemberContext
  request: Request
  services: Services
  session: { sessionId: string }
}

/** The one range asked for, or null for the whole; If-Range with another ETag means the whole. Several at once are answered whole. */
function rangeOf(request: Request, size: number, etag: string): ByteRange | null {
  const header = request.get('range')
  const condition = request.get('if-range')
  if (header === undefined || (condition !== undefined && condition !== etag)) return null
  const ranges = parseRange(size, header)
  if (ranges === -1) throw new AppError('range_not_satisfiable', `This file has ${size} bytes; that range is outside.`)
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return null
  const [only] = ranges
  return only ?? null
}

/**
 * Streams a version that was let through: always as an attachment without a type that a browser would act on, so that
 * nothing uploaded ever runs in the origin of the app. The stream is cut when the session or
 * the right to it ends.
 */
export async function sendVersion(
  { ctx, request, services, session: { sessionId } }: Asker,
  facts: DownloadFacts,
  response: Response,
): Promise<void> {
  const etag = `"${facts.sha256}"`
  response.set({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition(facts.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  })
  if (request.get('if-none-match') === etag) {
    response.status(304).end()
    return
  }
  let range: ByteRange | null
  try {
    range = rangeOf(request, facts.size, etag)
  } catch (error) {
    response.set('content-range', `bytes */${facts.size}`)
    throw error
  }
  const length = range === null ? facts.size : range.end - range.start + 1
  if (range !== null) {
    response.status(206).set('content-range', `bytes ${range.start}-${range.end}/${facts.size}`)
  }
  response.set('content-length', String(length))
  if (request.method === 'HEAD' || length === 0) {
    response.end()
    return
  }
  const { signal, done } = services.openStreams.open({
    sessionId,
    memberId: ctx.actor.memberId,
    organizationId: ctx.actor.organizationId,
    documentId: facts.documentId,
  })
  try {
    const object = await services.storage.open('documents', facts.objectId, { ...(range && { range }), signal })
    await sendBody(object.stream, length, response, signal)
  } catch (error) {
    if (response.headersSent || response.destroyed || signal.aborted) {
      // Cut short: the length was promised, so the client sees that bytes are missing.
      if (!response.destroyed && !signal.aborted) {
        services.log.error({ error, versionId: facts.versionId }, 'a download was cut short')
      }
      response.destroy()
      return
    }
    for (const name of ['etag', 'content-length', 'content-range', 'content-disposition']) response.removeHeader(name)
    if (isAbsent(error)) {
      services.log.error({ versionId: facts.versionId }, 'an available version has no object')
      throw new AppError('unavailable', "This file's bytes can't be found. Tell your administrator.", { cause: error })
    }
    throw error
  } finally {
    done()
  }
}
