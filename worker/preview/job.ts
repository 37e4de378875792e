import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { SystemContext } from '@muniment/core/context.ts'
import type { VersionRow } from '@muniment/core/documents/table.ts'
import { previewVersion } from '@muniment/core/previews/jobs.ts'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { isSettled, refusePreview, refusePreviewIn } from '@muniment/core/previews/progress.ts'
import type { Storage } from '@muniment/core/storage.ts'
import { handle, type Handler } from '../handle.ts'
import { previewSeconds } from '../metrics.ts'
import { Unshowable } from './child/report.ts'
import type { Confinement } from './contain.ts'
import { Draft, NotOurs } from './draft.ts'
import { identify, wayOf } from './identify.ts'
import { make } from './make.ts'

export interface PreviewTools {
  storage: Storage
  confinement: Confinement
  /** Where each document gets a folder of its own. */
  workFolder: string
}

/** What folders of previews are called; those of a killed worker are removed by this. */
export const previewFolder = 'muniment-preview-'

/** The handlers of the `previews` queue. */
export function previewHandlers(tools: PreviewTools): Handler[] {
  return [
    handle(
      previewVersion,
      (ctx, { versionId }, { signal }) => previewOne(ctx, versionId, tools, signal),
      (trx, ctx, { versionId }) => refusePreviewIn(trx, ctx, versionId, 'stopped'),
    ),
  ]
}

/** Says what a version is and makes what can be shown of it. May be stopped anywhere: what was made by then stays. */
async function previewOne(
  ctx: SystemContext,
  versionId: string,
  tools: PreviewTools,
  signal: AbortSignal,
): Promise<void> {
  const version = await ctx.db('versions').where({ id: versionId }).first()
  const preview = await ctx.db('previews').where({ version_id: versionId }).first()
  if (version?.state !== 'available' || !preview || isSettled(preview)) return
  const document = await ctx.db('documents').where({ id: version.document_id }).first()
  if (version.size > previewLimits.sourceBytes) return refusePreview(ctx, versionId, 'size')
  if (version.size === 0) return refusePreview(ctx, versionId, 'empty')

  const done = previewSeconds.startTimer()
  const folder = await mkdtemp(join(tools.workFolder, previewFolder))
  let mediaType: string | undefined
  try {
    const source = join(folder, 'source')
    await fetchBytes(tools.storage, version, source, signal)
    const { confinement, storage } = tools
    mediaType = await identify({ confinement, folder, source, signal })
    await ctx.db('versions').where({ id: versionId }).update({ media_type: mediaType })
    const way = wayOf(mediaType, document?.name ?? '')
    if (way === 'password' || way === 'empty' || way === 'kind') throw new Unshowable(way)
    await make(new Draft({ ctx, storage, confinement, versionId, mediaType, folder, source, signal }), way, mediaType)
    done({ outcome: 'ready' })
  } catch (error) {
    if (error instanceof NotOurs) return
    if (!(error instanceof Unshowable)) throw error
    await refusePreview(ctx, versionId, error.code, mediaType)
    done({ outcome: error.code })
    ctx.log.info({ versionId, mediaType, code: error.code }, 'a version has no preview')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The bytes of a version under the key that never changes. */
async function fetchBytes(storage: Storage, version: VersionRow, file: string, signal: AbortSignal): Promise<void> {
  const { stream } = await storage.open('documents', version.object_id, { signal })
  await pipeline(stream, createWriteStream(file, { mode: 0o600 }), { signal })
}
