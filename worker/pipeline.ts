import type { SystemContext } from '@muniment/core/context.ts'
import type { VersionRow } from '@muniment/core/documents/table.ts'
import type { Storage } from '@muniment/core/storage.ts'
import type { ClamdOptions } from './scan/clamd.ts'
import type { Scratch } from './scan/member.ts'
import { scanStep } from './scan/step.ts'
import type { ScannerWatch } from './scan/watch.ts'

/** The parts of the appliance that steps work with. */
export interface Tools {
  storage: Storage
  scanner: Pick<ScannerWatch, 'status'>
  clamd: ClamdOptions
  scratch: Scratch
}

/**
 * One step in the life of a version: from what is stored to facts about it. It may be stopped at any point and run
 * again with the same end. `end` stops the pipeline for this version.
 */
export interface Step {
  name: string
  timeLimitSeconds: number
  run: (ctx: SystemContext, version: VersionRow, tools: Tools, signal: AbortSignal) => Promise<'go on' | 'end'>
}

/**
 * What happens to each uploaded version before anybody may have it, in this order. What only adds to it, as its preview
 * does (worker/preview/job.ts), is a job of its own that the decision owes: a slow or failing one keeps nobody waiting.
 */
export const pipeline: readonly Step[] = [scanStep]

/** Takes a version through the pipeline. A version that is gone has nothing to be done. */
export async function runPipeline(
  ctx: SystemContext,
  versionId: string,
  tools: Tools,
  signal: AbortSignal,
): Promise<void> {
  for (const step of pipeline) {
    const version = await ctx.db('versions').where({ id: versionId }).first()
    if (!version) return
    const limit = AbortSignal.timeout(step.timeLimitSeconds * 1000)
    const outcome = await step.run(ctx, version, tools, AbortSignal.any([signal, limit]))
    if (outcome === 'end') return
  }
}
