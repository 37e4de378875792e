import { authorize } from '../access/policy.ts'
import { Access } from '../access/levels.ts'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { refusals } from '../documents/download.ts'
import { documentPolicy } from '../documents/policy.ts'
import { findDocument } from '../documents/queries.ts'
import { findVersion } from '../documents/versions.ts'
import type { DocumentView, VersionView } from '../documents/show.ts'
import { AppError, found } from '../errors.ts'
import type { Preview } from './schema.ts'
import type { PreviewRow } from './table.ts'

/** The current version of a document, or a certain one. */
export type PreviewTarget = { documentId: string } | { versionId: string }

interface Looked {
  document: DocumentView
  version: VersionView
  /** Undefined for a version from before there were previews, until the sweep has come to it. */
  preview: PreviewRow | undefined
}

/** The version that is meant with its preview, or 404. */
export async function findPreview(trx: Transaction, target: PreviewTarget): Promise<Looked> {
  let document: DocumentView
  let version: VersionView
  if ('documentId' in target) {
    document = found(await findDocument(trx, target.documentId))
    version = document.version
  } else {
    ;({ document, version } = found(await findVersion(trx, target.versionId)))
  }
  return { document, version, preview: await trx('previews').where({ version_id: version.id }).first() }
}

/** The same for somebody who wants to see it: 423 with the reason unless the virus check passed. */
export async function findVisiblePreview(ctx: MemberContext, trx: Transaction, target: PreviewTarget): Promise<Looked> {
  const looked = await findPreview(trx, target)
  const refusal = refusals[looked.version.state]
  if (refusal !== undefined) throw new AppError('locked', refusal)
  authorize(ctx.actor, documentPolicy, 'view', { ...looked.document, state: looked.version.state })
  return looked
}

/** What can be shown of a version, and how far the making of it is. */
export async function getPreview(ctx: MemberContext, target: PreviewTarget): Promise<Preview> {
  const { document, version, preview } = await reading(ctx, (trx) => findPreview(trx, target))
  const checked = version.state === 'available'
  const state = checked ? (preview?.state ?? 'waiting') : version.state === 'scanning' ? 'checking' : 'blocked'
  const shown = checked ? preview : undefined
  const reason = shown?.reason_code
    ? { code: shown.reason_code, message: shown.reason_message ?? '' }
    : !checked && version.reason_code !== null
      ? { code: version.reason_code, message: version.reason_message ?? '' }
      : null
  return {
    versionId: version.id,
    state,
    kind: shown?.kind ?? null,
    mediaType: shown?.media_type ?? null,
    pages: shown?.pages ?? null,
    made: shown?.made ?? 0,
    truncated: shown?.truncated ?? false,
    sizes: shown?.sizes ?? null,
    sheets: shown?.sheets ?? null,
    generation: shown?.generation ?? 0,
    reason,
    since: (shown?.asked_at ?? version.created_at).toISOString(),
    madeAt: shown?.made_at?.toISOString() ?? null,
    abilities: { retry: state === 'failed' && document.access >= Access.edit },
  }
}
