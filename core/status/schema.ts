import { z } from 'zod'

export const ScannerStatus = z
  .object({
    state: z.enum(['ready', 'no-signatures', 'stale', 'unreachable', 'unknown']).meta({
      description:
        'ready: files are checked; all others: uploads wait, hidden. unknown: the worker has not reported lately',
    }),
    signatures: z.enum(['official', 'imported', 'trial']).nullable(),
    signaturesDate: z.iso.datetime().nullable(),
    checkedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ScannerStatus' })
export type ScannerStatus = z.infer<typeof ScannerStatus>

export const DiskState = z
  .enum(['enough', 'full', 'unknown'])
  .meta({ description: 'full: uploads are refused until there is space again. unknown: storage does not tell' })
export type DiskState = z.infer<typeof DiskState>

export const ApplianceStatus = z.object({
  version: z.string(),
  setupNeeded: z.boolean(),
  trialSignatures: z.boolean(),
  passkeys: z
    .boolean()
    .meta({ description: 'whether passkeys are possible here: not where it has an address for a name' }),
  mail: z.boolean().meta({ description: 'mail can be sent, so a forgotten password needs no administrator' }),
})
export type ApplianceStatus = z.infer<typeof ApplianceStatus>
