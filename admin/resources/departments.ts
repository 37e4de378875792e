import { z } from 'zod'
import { holdsAnywhere } from '@muniment/core/access/policy.ts'
import type { MemberContext } from '@muniment/core/context.ts'
import { departmentLines } from '@muniment/core/departments/console.ts'
import { getDepartment, listDepartments } from '@muniment/core/departments/queries.ts'
import { NewDepartment } from '@muniment/core/departments/schema.ts'
import { createDepartment, removeDepartment, updateDepartment } from '@muniment/core/departments/write.ts'
import { act } from '../acts.ts'
import { components } from '../components.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'
import { view } from '../view.ts'
import type { Choice, TreeShown } from '../wire.ts'

const allowed = (): boolean => currentSession().member?.actor.permissions.has('members.read') ?? false

function mayManage(): boolean {
  const { member } = currentSession()
  return member !== null && holdsAnywhere(member.actor, 'departments.manage')
}

const atTop: Choice = { value: '', label: 'Nothing: at the top' }
const Place = z.object({ name: NewDepartment.shape.name, parentId: z.uuid().nullable().default(null) })

const fields = [
  { name: 'name', label: 'Name', type: 'text' },
  { name: 'parentId', label: 'Below', type: 'select', optional: true },
] as const

async function places(ctx: MemberContext, departmentId: string | null): Promise<Choice[]> {
  const { items } = await listDepartments(ctx)
  const now = items.find(({ id }) => id === departmentId)?.parentId ?? ''
  const choices = items.filter(({ id }) => id !== departmentId).map(({ id, name }) => ({ value: id, label: name }))
  // The last one is chosen at first: where it is now.
  return [atTop, ...choices].toSorted((a, b) => Number(a.value === now) - Number(b.value === now))
}

export const departments = () =>
  describeNoun({
    id: 'departments',
    label: 'Departments',
    icon: 'Share2',
    empty: 'There is no department yet. A department groups people, so that things are shared with all of them.',
    listing: departmentLines,
    context: currentMember,
    allowed,
    title: 'name',
    sort: { sortBy: 'name', direction: 'asc' },
    list: ['name', 'parentId', 'managerId', 'people'],
    show: {
      name: { label: 'Name', kind: 'title' },
      parentId: { label: 'Below', reference: 'departments' },
      managerId: { label: 'Manager', reference: 'members' },
      people: { label: 'People', kind: 'number', hint: 'Who belong to it directly.' },
      id: { label: 'ID' },
    },
    actLabels: { new: 'New department', tree: 'As a tree', change: 'Rename or move', remove: 'Remove' },
    acts: {
      tree: view<z.ZodObject, TreeShown>({
        on: 'resource',
        icon: 'Share2',
        component: components.departmentTree,
        allowed,
        read: async () => ({ departments: (await listDepartments(currentMember())).items }),
      }),
      new: act({
        on: 'resource',
        icon: 'Plus',
        explain: 'People are put into it in the app, under People.',
        button: 'Make the department',
        fields,
        options: async () => ({ parentId: await places(currentMember(), null) }),
        input: Place,
        allowed: mayManage,
        run: async (input) => {
          const { name } = await createDepartment(currentMember(), { ...input, managerId: null })
          return { message: `The department ${name} is made.` }
        },
      }),
      change: act({
        on: 'record',
        icon: 'Edit',
        explain: 'What was shared with it stays shared. Moved, its people also get what the departments above it have.',
        button: 'Save',
        fields: [{ ...fields[0], optional: true, hint: 'Empty: the name stays.' }, fields[1]],
        options: async (departmentId) => ({ parentId: await places(currentMember(), departmentId) }),
        input: Place.partial({ name: true }),
        confirm: () => true,
        allowed: mayManage,
        run: async ({ name, parentId }, departmentId) => {
          const ctx = currentMember()
          const { revision } = await getDepartment(ctx, departmentId)
          await updateDepartment(ctx, departmentId, revision, { parentId, ...(name !== undefined && { name }) })
          return { message: 'The department is saved.' }
        },
      }),
      remove: act({
        on: 'record',
        icon: 'Trash2',
        explain: 'What was shared with it, and roles that people hold for it alone, end at once. The people stay.',
        button: 'Remove the department',
        dangerous: true,
        input: z.object({}),
        confirm: () => true,
        allowed: mayManage,
        run: async (_input, departmentId) => {
          await removeDepartment(currentMember(), departmentId)
          return { message: 'The department is removed.' }
        },
      }),
    },
  })
