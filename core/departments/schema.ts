import { z } from 'zod'
import { EntryName } from '../names.ts'
import { PersonReference } from '../people.ts'

export const Department = z
  .object({
    id: z.uuid(),
    parentId: z.uuid().nullable(),
    name: z.string(),
    manager: PersonReference.nullable(),
    people: z.number().int().meta({ description: 'who belong to it directly' }),
    abilities: z.object({ change: z.boolean() }),
    revision: z.number().int(),
  })
  .meta({ id: 'Department' })
export type Department = z.infer<typeof Department>

export const NewDepartment = z.object({
  name: EntryName,
  parentId: z.uuid().nullable().default(null),
  managerId: z.uuid().nullable().default(null),
})
export type NewDepartment = z.infer<typeof NewDepartment>

export const DepartmentChange = z
  .object({ name: EntryName, parentId: z.uuid().nullable(), managerId: z.uuid().nullable() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change was sent.')
export type DepartmentChange = z.infer<typeof DepartmentChange>
