import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import type { ViewedPage } from '@muniment/core/previews/view.ts'
import { AppError } from '@muniment/core/errors.ts'
import { isAbsent } from '@muniment/core/storage.ts'
import type { Services } from './services.ts'

/**
 * Sends one page of a preview, which is always of a type that we made. A browser may keep it for its person, and asks
 * each time whether that person may still see it.
 */
export async function sendPage(
  { request, services }: { request: Request; services: Services },
  page: ViewedPage,
  response: Response,
): Promise<void> {
  response.set({
    etag: page.etag,
    'cache-control': 'private, no-cache',
    'content-type': page.mediaType,
    'content-disposition': 'inline',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
  })
  if (request.get('if-none-match') === page.etag) {
    response.status(304).end()
    return
  }
  try {
    const object = await services.storage.open('derived', page.key)
    response.set('content-length', String(object.size))
    if (request.method === 'HEAD') {
      object.stream.destroy()
      response.end()
      return
    }
    await pipeline(object.stream, response)
  } catch (error) {
    if (response.headersSent) {
      response.destroy()
      return
    }
    for (const name of ['etag', 'content-length', 'content-disposition']) response.removeHeader(name)
    if (!isAbsent(error)) throw error
    services.log.error({ key: page.key }, 'a page of a preview has no object')
    throw new AppError('unavailable', "This page can't be found. Tell your administrator.", { cause: error })
  }
}
