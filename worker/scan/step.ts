import { explainWaiting, isUndecided, settleVersion, type Reason } from '@muniment/core/documents/settle.ts'
import type { SystemContext } from '@muniment/core/context.ts'
import type { VersionRow } from '@muniment/core/documents/table.ts'
import { NotNow } from '../handle.ts'
import { scanSeconds } from '../metrics.ts'
import type { Step, Tools } from '../pipeline.ts'
import { ScannerUnreachable } from './clamd.ts'
import { openObject } from './object.ts'
import { scanFile, type ScanVerdict } from './scan.ts'
import type { ScannerStatus } from './scanner.ts'

const waitingForScanner: Reason = {
  code: 'waiting_scanner',
  message: "The virus check isn't running just now. This file is kept, and checked as soon as it runs again.",
}
const waitingForSignatures: Reason = {
  code: 'waiting_signatures',
  message:
    'The virus check has no up-to-date signatures. This file is kept, and checked when your operator has imported some.',
}
/** The sweep wakes them when the scanner is ready; this is for when nobody does. */
const waitSeconds = 60

/** From quarantine to a decision: available, with the bytes in `documents`, or locked away with the reason. */
export const scanStep: Step = {
  name: 'scan',
  timeLimitSeconds: 30 * 60,
  run: async (ctx, version, tools, signal) => {
    if (!isUndecided(version)) return afterDecision(version, tools)
    const scanner = await tools.scanner.status()
    if (scanner.state !== 'ready') {
      const reason = scanner.state === 'unreachable' ? waitingForScanner : waitingForSignatures
      await explainWaiting(ctx, version.id, reason)
      throw new NotNow(waitSeconds, `the scanner is ${scanner.state}`)
    }
    await explainWaiting(ctx, version.id, null)
    const done = scanSeconds.startTimer()
    const verdict = await scan(ctx, version, tools, signal)
    done({ state: verdict.state })
    if (verdict.state === 'available') {
      // Exactly the bytes that were scanned: storage compares their ETag. Copying again is the same copy.
      await tools.storage.copy('quarantine', 'documents', version.id, version.etag)
      await settleVersion(ctx, version.id, { ...verdict, signatures: describe(scanner) })
    } else {
      const { state, code, message } = verdict
      // An earlier run may have been cut off after its copy, with signatures that did not know this yet.
      await tools.storage.remove('documents', version.id)
      await settleVersion(ctx, version.id, { state, reason: { code, message }, signatures: describe(scanner) })
      ctx.log.info({ versionId: version.id, state, code }, 'a version is kept in quarantine')
    }
    const decided = await ctx.db('versions').where({ id: version.id }).first()
    return decided ? afterDecision(decided, tools) : 'end'
  },
}

/** The job goes only after this, so a worker that dies between the decision and here leaves no copy behind. */
async function afterDecision(version: VersionRow, { storage }: Tools): Promise<'go on' | 'end'> {
  if (version.state !== 'available') return 'end'
  await storage.remove('quarantine', version.id)
  return 'go on'
}

async function scan(ctx: SystemContext, version: VersionRow, tools: Tools, signal: AbortSignal): Promise<ScanVerdict> {
  try {
    const facts = { bucket: 'quarantine', key: version.id, size: version.size, etag: version.etag } as const
    const source = await openObject(tools.storage, facts, signal)
    return await scanFile(source, { clamd: tools.clamd, gate: { scratch: tools.scratch }, signal })
  } catch (error) {
    if (!(error instanceof ScannerUnreachable)) throw error
    await explainWaiting(ctx, version.id, waitingForScanner)
    throw new NotNow(5, error.message, { cause: error })
  }
}

function describe({ signatures, updatedAt }: ScannerStatus): string {
  return `${signatures ?? 'unknown'} ${updatedAt ?? ''}`.trim()
}
