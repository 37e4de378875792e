import { z } from 'zod'
import { PersonReference } from '../people.ts'

export const AccessLevelName = z
  .enum(['none', 'view', 'download', 'edit', 'manage'])
  .meta({ description: 'none takes away what would be inherited; each of the others includes those before it' })

/** What has access of its own. */
export const ThingKind = z.enum(['room', 'folder', 'document'])
export type ThingKind = z.infer<typeof ThingKind>

const Named = z.object({ id: z.uuid(), name: z.string() })

export const ThingReference = z
  .object({ kind: ThingKind, id: z.uuid(), name: z.string() })
  .meta({ id: 'ThingReference' })
export type ThingReference = z.infer<typeof ThingReference>

export const Subject = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('member'), id: z.uuid() }),
    z.object({ kind: z.literal('department'), id: z.uuid() }),
    z.object({ kind: z.literal('role'), id: z.uuid() }),
    z.object({ kind: z.literal('everyone') }),
  ])
  .meta({ description: 'a department means those below it too; everyone means all members but guests' })
export type Subject = z.infer<typeof Subject>

export const SubjectShown = z.object({
  kind: z.enum(['member', 'department', 'role', 'everyone']),
  id: z.uuid().nullable(),
  name: z.string(),
})
export type SubjectShown = z.infer<typeof SubjectShown>

export const Grant = z
  .object({
    id: z.uuid(),
    subject: SubjectShown,
    level: AccessLevelName,
    endsAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    createdBy: PersonReference.nullable(),
  })
  .meta({ id: 'Grant' })
export type Grant = z.infer<typeof Grant>

const Ending = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at > new Date(), 'That time is over. Choose one that is still to come.')

/** Sets what one subject has; `null` takes its grant away. */
export const GrantChange = z.object({
  subject: Subject,
  level: AccessLevelName.nullable(),
  endsAt: Ending.nullable().default(null),
})
export type GrantChange = z.infer<typeof GrantChange>

const changedAtOnce = 50

export const AccessChange = z.object({
  grants: z.array(GrantChange).max(changedAtOnce).default([]),
  inherits: z.boolean().optional().meta({
    description:
      'false: what is granted above does not count here; if nothing is granted here yet, it begins with the grants of the nearest place above',
  }),
})
export type AccessChange = z.infer<typeof AccessChange>

/** Why somebody has what they have. */
export const Cause = z
  .object({
    kind: z.enum(['content_all', 'grant', 'nothing', 'clearance', 'no_role']),
    at: ThingReference.nullable().meta({ description: 'where the grant that decides was given' }),
    inherited: z.boolean(),
  })
  .meta({ id: 'Cause' })
export type Cause = z.infer<typeof Cause>

export const EffectiveAccess = z
  .object({
    member: z.object({ id: z.uuid(), name: z.string(), email: z.string(), guest: z.boolean() }),
    level: AccessLevelName,
    cause: Cause,
    via: SubjectShown.nullable().meta({ description: 'to whom the grant that decides was given' }),
    endsAt: z.iso.datetime().nullable().meta({ description: 'of that grant' }),
  })
  .meta({ id: 'EffectiveAccess' })
export type EffectiveAccess = z.infer<typeof EffectiveAccess>

export const ThingAccess = z
  .object({
    thing: ThingReference,
    own: AccessLevelName.meta({ description: 'what you have' }),
    manages: z.boolean().meta({ description: 'you may change it; otherwise you see your own row only' }),
    inherits: z.boolean(),
    inheritsFrom: ThingReference.nullable().meta({ description: 'null for a room' }),
    grants: z.array(Grant).meta({ description: 'given here; those given above are not repeated' }),
    lackClearance: z.number().int().meta({ description: 'people whose grants reach it and whose clearance does not' }),
    items: z.array(EffectiveAccess),
    next: z.string().nullable(),
  })
  .meta({ id: 'ThingAccess' })
export type ThingAccess = z.infer<typeof ThingAccess>

export const Reason = z
  .object({
    at: ThingReference,
    inherits: z.boolean().meta({ description: 'false: nothing above this counts' }),
    subject: SubjectShown.nullable().meta({ description: 'null: nothing was granted to them here' }),
    level: AccessLevelName.nullable(),
    endsAt: z.iso.datetime().nullable(),
    decides: z.boolean(),
  })
  .meta({ id: 'Reason' })
export type Reason = z.infer<typeof Reason>

export const Explanation = z
  .object({
    member: Named,
    thing: ThingReference,
    level: AccessLevelName,
    cause: Cause,
    sentence: z.string(),
    chain: z.array(Reason).meta({ description: 'nearest first' }),
    sensitivity: z.string().nullable(),
    clearance: z.string().nullable(),
    toChange: z.string().meta({ description: 'what would turn the answer' }),
  })
  .meta({ id: 'Explanation' })
export type Explanation = z.infer<typeof Explanation>

export const Impact = z
  .object({
    gain: z.array(Named).meta({ description: 'people who get more, at most 100' }),
    lose: z.array(Named).meta({ description: 'people who get less or nothing, at most 100' }),
    gainCount: z.number().int(),
    loseCount: z.number().int(),
  })
  .meta({ id: 'Impact' })
export type Impact = z.infer<typeof Impact>
