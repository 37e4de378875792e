import { scanVersion } from '@muniment/core/documents/jobs.ts'
import { settleVersionIn } from '@muniment/core/documents/settle.ts'
import { handle, type Handler } from './handle.ts'
import { runPipeline, type Tools } from './pipeline.ts'

/** The handlers of the `documents` queue. */
export function documentHandlers(tools: Tools): Handler[] {
  return [
    handle(
      scanVersion,
      (ctx, { versionId }, { signal }) => runPipeline(ctx, versionId, tools, signal),
      async (trx, ctx, { versionId }) => {
        const message =
          'The virus check failed several times on this file, so it stays locked. Ask an administrator to try it again.'
        await settleVersionIn(trx, ctx, versionId, {
          state: 'held',
          reason: { code: 'scan_failed', message },
          signatures: null,
        })
      },
    ),
  ]
}
