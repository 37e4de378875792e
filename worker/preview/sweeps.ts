import { oweMissingPreviews, wakeRetriedPreviews } from '@muniment/core/previews/owe.ts'
import { releaseAbandonedJobs } from '@muniment/core/jobs/work.ts'
import type { Sweep } from '../sweeps.ts'

/** What should have happened to previews and did not. */
export const previewSweeps: readonly Sweep<{ jobs: readonly string[] }>[] = [
  { name: 'abandoned previews', everySeconds: 3, run: (ctx, { jobs }) => releaseAbandonedJobs(ctx.db, jobs) },
  { name: 'previews to be tried again', everySeconds: 3, run: (ctx) => wakeRetriedPreviews(ctx.db) },
  { name: 'missing previews', everySeconds: 5, run: (ctx) => oweMissingPreviews(ctx.db) },
]
