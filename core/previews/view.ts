import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import type { DocumentView, VersionView } from '../documents/show.ts'
import { AppError, notFound } from '../errors.ts'
import { factsOf } from '../documents/facts.ts'
import { recordEvent } from '../events/record.ts'
import { findVisiblePreview, type PreviewTarget } from './look.ts'
import { hasThumbnails, pageKey, pageTypes, thumbnailKey } from './objects.ts'

/** One page, ready to be sent. */
export interface ViewedPage {
  documentId: string
  key: string
  mediaType: string
  /** Names these very bytes: a preview made anew has others. */
  etag: string
}

/**
 * Lets one page of a preview be seen, for which the right to view suffices: it is drawn by us and holds nothing of the
 * file's own bytes. The first in ten minutes is an event: who turns pages is still looking at the same document.
 */
export async function viewPage(ctx: MemberContext, target: PreviewTarget, page: number): Promise<ViewedPage> {
  return transaction(ctx, async (trx) => {
    const { document, version, preview } = await findVisiblePreview(ctx, trx, target)
    if (!preview?.kind || page > preview.made || preview.sizes?.[page - 1] === null) throw noPage()
    await recordView(trx, ctx, document, version)
    return {
      documentId: document.id,
      key: pageKey(version.id, page),
      mediaType: pageTypes[preview.kind],
      etag: `"${version.id}/${preview.generation}/${page}"`,
    }
  })
}

/** The same for the small picture of a page. Lists show these by themselves, so nobody has viewed anything by it. */
export async function viewThumbnail(ctx: MemberContext, target: PreviewTarget, page: number): Promise<ViewedPage> {
  return transaction(ctx, async (trx) => {
    const { document, version, preview } = await findVisiblePreview(ctx, trx, target)
    if (!preview || !hasThumbnails(preview.kind)) throw notFound()
    if (page > preview.made || preview.sizes?.[page - 1] === null) throw noPage()
    return {
      documentId: document.id,
      key: thumbnailKey(version.id, page),
      mediaType: pageTypes[preview.kind],
      etag: `"${version.id}/${preview.generation}/${page}/small"`,
    }
  })
}

function noPage(): AppError {
  return new AppError('not_found', "This page isn't there, or not yet. Ask again when the preview is ready.")
}

async function recordView(
  trx: Transaction,
  ctx: MemberContext,
  document: DocumentView,
  version: VersionView,
): Promise<void> {
  const recent = async (): Promise<boolean> => {
    const { rows } = await trx.raw<{ rows: unknown[] }>(
      `select from events where actor_member_id = ? and document_id = ? and version_id = ?
         and type = 'documents.viewed' and at > now() - interval '10 minutes' limit 1`,
      [ctx.actor.memberId, document.id, version.id],
    )
    return rows.length > 0
  }
  if (await recent()) return
  // A browser asks for several pages at once, and they are one view: the second waits here until the first is written.
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended(?, 0))`, [`view ${ctx.actor.memberId} ${version.id}`])
  if (await recent()) return
  await recordEvent(trx, ctx, 'documents.viewed', {
    ...factsOf(document),
    versionId: version.id,
    data: { number: version.number },
  })
}
