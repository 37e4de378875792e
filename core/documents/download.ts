import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found, notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { factsOf } from './facts.ts'
import { noticeDenial } from './notice.ts'
import { documentPolicy } from './policy.ts'
import { findDocument } from './queries.ts'
import type { DocumentView, VersionView } from './show.ts'
import { findVersion } from './versions.ts'

export interface DownloadFacts {
  documentId: string
  versionId: string
  /** The key of the bytes. */
  objectId: string
  name: string
  size: number
  sha256: string
}

/** Why nobody may open a version that the virus check has not passed, or that is not what it was. */
export const refusals: Partial<Record<VersionView['state'], string>> = {
  scanning: 'The virus check has not passed this file yet. It can be downloaded as soon as it has.',
  infected: 'This file failed the virus check, so nobody can open it. Upload a clean copy or tell your administrator.',
  held: 'This file could not be checked for viruses, so nobody can open it. Ask your administrator.',
  damaged: 'This file is damaged on disk, so nobody can open it. Have it restored from a backup or upload it again.',
}

/**
 * Lets the current version of a document, or the given one, be downloaded and records it, in one short transaction;
 * the bytes are streamed after it. Only what the virus check passed is ever named here.
 */
export async function authorizeDownload(
  ctx: MemberContext,
  target: { documentId?: string; versionId?: string },
): Promise<DownloadFacts> {
  let refused: DocumentView | undefined
  const facts = transaction(ctx, async (trx) => {
    let document: DocumentView
    let version: VersionView
    if (target.versionId === undefined) {
      document = found(target.documentId === undefined ? null : await findDocument(trx, target.documentId))
      version = document.version
    } else {
      ;({ document, version } = found(await findVersion(trx, target.versionId)))
      if (target.documentId !== undefined && document.id !== target.documentId) throw notFound()
    }
    const refusal = refusals[version.state]
    refused = document
    if (refusal !== undefined) throw new AppError('locked', refusal)
    authorize(ctx.actor, documentPolicy, 'download', { ...document, state: version.state })
    refused = undefined
    if (version.sha256 === null) throw new AppError('locked', 'This file could not be checked. Ask your administrator.')
    await recordEvent(trx, ctx, 'documents.downloaded', {
      ...factsOf(document),
      versionId: version.id,
      data: { number: version.number },
    })
    return {
      documentId: document.id,
      versionId: version.id,
      objectId: version.object_id,
      name: document.name,
      size: version.size,
      sha256: version.sha256.toString('hex'),
    }
  })
  return facts.catch(async (error: unknown) => {
    if (refused !== undefined) await noticeDenial(ctx, refused)
    throw error
  })
}
