import { z } from 'zod'
import { roleLines } from '@muniment/core/roles/console.ts'
import { listPermissions, listRoles } from '@muniment/core/roles/queries.ts'
import { PermissionName } from '@muniment/core/roles/schema.ts'
import { updateRole } from '@muniment/core/roles/write.ts'
import { components } from '../components.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'
import { view } from '../view.ts'
import { clearanceWords } from '../words.ts'
import type { MatrixShown } from '../wire.ts'

const allowed = (): boolean => currentSession().member?.actor.permissions.has('members.read') ?? false

const Change = z.object({
  roleId: z.uuid(),
  revision: z.number().int(),
  permissions: z.array(PermissionName).max(PermissionName.options.length),
})

export const roles = () =>
  describeNoun({
    id: 'roles',
    label: 'Roles',
    icon: 'Shield',
    empty: 'No role matches.',
    listing: roleLines,
    context: currentMember,
    allowed,
    title: 'name',
    sort: { sortBy: 'name', direction: 'asc' },
    list: ['name', 'kind', 'clearance', 'people'],
    show: {
      name: { label: 'Name', kind: 'title' },
      description: { label: 'Description' },
      kind: { label: 'Made by', words: { built_in: 'Built in', own: 'This organization' } },
      clearance: { label: 'Sees documents up to', words: clearanceWords },
      people: { label: 'People', kind: 'number' },
      id: { label: 'ID' },
    },
    actLabels: { matrix: 'What each role allows' },
    acts: {
      matrix: view<typeof Change, MatrixShown>({
        on: 'resource',
        icon: 'Grid',
        component: components.roleMatrix,
        allowed,
        read: async () => {
          const ctx = currentMember()
          const [shown, permissions] = [await listRoles(ctx), await listPermissions(ctx)]
          return { roles: shown.items, permissions: permissions.items, held: [...ctx.actor.permissions] }
        },
        change: {
          input: Change,
          run: async ({ roleId, revision, permissions }) => {
            await updateRole(currentMember(), roleId, revision, { permissions })
          },
        },
      }),
    },
  })
