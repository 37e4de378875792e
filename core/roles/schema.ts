import { z } from 'zod'
import { permissionNames, roleKeys, Sensitivity } from '../access/permissions.ts'
import { EntryName } from '../names.ts'

export const SensitivityName = z
  .enum(['public', 'internal', 'confidential', 'restricted'])
  .meta({ description: 'how sensitive a document is, or up to which sensitivity somebody sees documents' })
export type SensitivityName = z.infer<typeof SensitivityName>

const names = SensitivityName.options

/** The word for a stored sensitivity; an unknown number counts as the most sensitive. */
export function sensitivityName(level: number): SensitivityName {
  return names[level] ?? 'restricted'
}

export const PermissionName = z.enum(permissionNames)

export const Role = z
  .object({
    id: z.uuid(),
    key: z.enum(roleKeys).nullable().meta({ description: 'of a built-in role; null for one of the organization' }),
    name: z.string(),
    description: z.string(),
    clearance: SensitivityName,
    guest: z.boolean().meta({ description: 'whoever holds only such roles is no part of "everyone"' }),
    permissions: z.array(z.string()),
    people: z.number().int().meta({ description: 'who hold it, also for a department or a time only' }),
    abilities: z.object({ change: z.boolean(), assign: z.boolean() }),
    revision: z.number().int(),
  })
  .meta({ id: 'Role' })
export type Role = z.infer<typeof Role>

const Clearance = SensitivityName.transform((name) => Sensitivity[name])

export const NewRole = z.object({
  name: EntryName.pipe(z.string().max(100)),
  description: z.string().max(500).default(''),
  clearance: Clearance.default(Sensitivity.internal),
  guest: z.boolean().default(false),
  permissions: z.array(PermissionName).max(permissionNames.length),
})
export type NewRole = z.infer<typeof NewRole>

export const RoleChange = z
  .object({
    name: EntryName.pipe(z.string().max(100)),
    description: z.string().max(500),
    clearance: Clearance,
    guest: z.boolean(),
    permissions: z.array(PermissionName).max(permissionNames.length),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change was sent.')
export type RoleChange = z.infer<typeof RoleChange>

const Change = { gain: z.number().int(), lose: z.number().int() }

export const RoleImpact = z
  .object({
    permissions: z
      .array(z.object({ permission: z.string(), description: z.string(), ...Change }))
      .meta({ description: 'people who gain or lose what no other role of theirs allows; none are left out' }),
    clearance: z.object(Change).meta({ description: 'people who see more sensitive documents, or no longer do' }),
    everyone: z.object(Change).meta({ description: 'people who become a part of everyone, or no longer are' }),
  })
  .meta({ id: 'RoleImpact' })
export type RoleImpact = z.infer<typeof RoleImpact>

export const PermissionShown = z.object({ name: z.string(), description: z.string() }).meta({ id: 'Permission' })
export type PermissionShown = z.infer<typeof PermissionShown>

const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const NewAssignment = z
  .object({
    roleId: z.uuid(),
    departmentId: z.uuid().nullable().default(null).meta({ description: 'only for things of this department' }),
    startsAt: Instant.nullable().default(null),
    endsAt: Instant.nullable().default(null),
  })
  .refine(
    ({ startsAt, endsAt }) => endsAt === null || endsAt > (startsAt ?? new Date()),
    'It would end before it begins.',
  )
export type NewAssignment = z.infer<typeof NewAssignment>

export const Assignment = z
  .object({
    id: z.uuid(),
    role: z.object({ id: z.uuid(), name: z.string(), key: z.enum(roleKeys).nullable() }),
    department: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    startsAt: z.iso.datetime().nullable(),
    endsAt: z.iso.datetime().nullable(),
    abilities: z.object({ remove: z.boolean() }),
  })
  .meta({ id: 'Assignment' })
export type Assignment = z.infer<typeof Assignment>
