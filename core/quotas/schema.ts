import { z } from 'zod'

/** Up to a petabyte: more than any disk, and exact as a number. */
export const LimitBytes = z
  .number()
  .int()
  .min(0)
  .max(1e15)
  .nullable()
  .meta({ description: 'bytes that may be held; null: no limit of its own' })

export const Usage = z
  .object({
    usedBytes: z.number().int().meta({
      description:
        'every stored object once, of all versions, also in the trash until it is erased; and what uploads under way have reserved',
    }),
    limitBytes: LimitBytes,
    nearlyFull: z.boolean().meta({ description: '90 % of the limit or more' }),
  })
  .meta({ id: 'Usage' })
export type Usage = z.infer<typeof Usage>
