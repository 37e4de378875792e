import { z } from 'zod'

export const Problem = z.enum(['missing', 'size', 'sha256', 'unreadable'])
export type Problem = z.infer<typeof Problem>

/** What reading an object came to. */
export type Finding = 'whole' | Problem

export const RunKind = z.enum(['share', 'all', 'document', 'compare', 'repair'])
export type RunKind = z.infer<typeof RunKind>

export const examplesAtMost = 200

const Count = z.number().int().default(0)

/** One thing that was found, as the record of a run keeps it: keys and counts, no names. */
export const Example = z.object({
  what: z.enum(['damaged', 'recovered', 'orphan', 'removed', 'lost upload', 'preview']),
  bucket: z.enum(['quarantine', 'documents', 'derived']),
  key: z.string().max(200),
  problem: Problem.optional(),
})
export type Example = z.infer<typeof Example>

/** What a run found so far. Examples are the first 200; the counts are of everything. */
export const Report = z.object({
  /** Objects that are no longer what they were, of those whose documents are still needed. */
  damaged: Count,
  recovered: Count,
  orphans: Count,
  orphanBytes: Count,
  /** Without a row, but too young to be judged. */
  young: Count,
  removed: Count,
  /** Versions that wait for their check or were locked away, and whose bytes are gone. */
  lostUploads: Count,
  /** Versions of whose preview a part is gone. */
  previews: Count,
  examples: z.array(Example).default([]),
})
export type Report = z.infer<typeof Report>

const BucketName = z.enum(['documents', 'derived', 'quarantine'])

/** How far a comparison is: behind this key of the listing, and behind this key that a row asks for. */
export const Place = z.object({ bucket: BucketName, listed: z.string(), expected: z.string() })
export type Place = z.infer<typeof Place>

/** A report with something more in it. */
export function add(report: Report, change: Partial<Omit<Report, 'examples'>>, example?: Example): Report {
  const sum = { ...report }
  for (const name of Report.keyof().exclude(['examples']).options) sum[name] += change[name] ?? 0
  return example === undefined || report.examples.length >= examplesAtMost
    ? sum
    : { ...sum, examples: [...report.examples, { ...example, key: example.key.slice(0, 200) }] }
}
