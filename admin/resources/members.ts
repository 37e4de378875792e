import { z } from 'zod'
import { holdsAnywhere } from '@muniment/core/access/policy.ts'
import type { Permission } from '@muniment/core/access/permissions.ts'
import type { Knex } from '@muniment/core/db.ts'
import { listDepartments } from '@muniment/core/departments/queries.ts'
import { memberLines } from '@muniment/core/members/console.ts'
import { getMember } from '@muniment/core/members/queries.ts'
import { resetMemberSecondFactor } from '@muniment/core/members/resetSecondFactor.ts'
import { suspendMember } from '@muniment/core/members/suspend.ts'
import { assignRole, takeRole } from '@muniment/core/roles/assign.ts'
import { listRoles } from '@muniment/core/roles/queries.ts'
import { NewAssignment } from '@muniment/core/roles/schema.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'

function mayDo(permission: Permission): () => boolean {
  return () => {
    const { member } = currentSession()
    return member !== null && holdsAnywhere(member.actor, permission)
  }
}

const everywhere = { value: '', label: 'Everywhere' }

export const members = (accountsDb: Knex) =>
  describeNoun({
    id: 'members',
    label: 'People',
    icon: 'Users',
    empty: 'Nobody belongs to this organization yet. Invite the first person.',
    listing: memberLines,
    context: currentMember,
    allowed: () => currentSession().member?.actor.permissions.has('members.read') ?? false,
    title: 'name',
    sort: { sortBy: 'name', direction: 'asc' },
    list: ['name', 'email', 'roles', 'state', 'joinedAt'],
    show: {
      name: { label: 'Name', kind: 'title' },
      email: { label: 'E-mail' },
      roles: { label: 'Roles' },
      state: { label: 'State', kind: 'state', words: { admitted: 'Active', suspended: 'Suspended' } },
      joinedAt: { label: 'Joined', kind: 'when' },
      id: { label: 'ID' },
    },
    actLabels: {
      giveRole: 'Give a role',
      takeRole: 'Take a role away',
      suspend: 'Suspend',
      admit: 'Let in again',
      resetSecondFactor: 'Reset second factor',
    },
    acts: {
      giveRole: act({
        on: 'record',
        icon: 'Shield',
        explain:
          'They may do what the role allows from now on. You can give only roles that allow no more than you may.',
        button: 'Give the role',
        fields: [
          { name: 'roleId', label: 'Role', type: 'select' },
          { name: 'departmentId', label: 'Where', type: 'select', optional: true },
          { name: 'until', label: 'Until the end of', type: 'date', optional: true, hint: 'Empty: without an end.' },
        ],
        options: async () => {
          const ctx = currentMember()
          const [roles, departments] = [await listRoles(ctx), await listDepartments(ctx)]
          return {
            roleId: roles.items
              .filter(({ abilities }) => abilities.assign)
              .map(({ id, name }) => ({ value: id, label: name })),
            // The last one is chosen at first.
            departmentId: [
              ...departments.items.map(({ id, name }) => ({ value: id, label: `For ${name}` })),
              everywhere,
            ],
          }
        },
        input: z.object({
          roleId: z.uuid(),
          departmentId: z.uuid().nullable().default(null),
          until: z.iso.date().optional(),
        }),
        confirm: () => true,
        allowed: mayDo('roles.assign'),
        run: async ({ roleId, departmentId, until }, memberId) => {
          const endsAt = until === undefined ? null : `${until}T23:59:59Z`
          await assignRole(currentMember(), memberId, NewAssignment.parse({ roleId, departmentId, endsAt }))
          return { message: 'The role is given.' }
        },
      }),
      takeRole: act({
        on: 'record',
        icon: 'Shield',
        explain: 'They may no longer do what only this role allows. This counts at once.',
        button: 'Take the role away',
        dangerous: true,
        fields: [{ name: 'assignmentId', label: 'Role', type: 'select' }],
        options: async (memberId) => {
          const { roles } = await getMember(currentMember(), memberId)
          return {
            assignmentId: roles
              .filter(({ abilities }) => abilities.remove)
              .map(({ id, role, department }) => ({
                value: id,
                label: department === null ? role.name : `${role.name} for ${department.name}`,
              })),
          }
        },
        input: z.object({ assignmentId: z.uuid() }),
        confirm: () => true,
        allowed: mayDo('roles.assign'),
        offered: (record) => record.get('roles') !== '',
        run: async ({ assignmentId }, memberId) => {
          await takeRole(currentMember(), memberId, assignmentId)
          return { message: 'The role is taken away.' }
        },
      }),
      suspend: act({
        on: 'record',
        icon: 'UserX',
        explain:
          'They are signed out of this organization at once. Nothing of theirs is deleted, and you can let them in again.',
        button: 'Suspend',
        dangerous: true,
        input: z.object({}),
        confirm: () => true,
        allowed: mayDo('members.manage'),
        offered: (record) => record.get('state') === 'admitted',
        run: async (_input, memberId) => {
          await suspendMember(currentMember(), memberId, true)
          return { message: 'This person is suspended.' }
        },
      }),
      resetSecondFactor: act({
        on: 'record',
        icon: 'Key',
        explain:
          'For somebody who lost their device and their recovery codes. Their authenticator app, passkeys and recovery codes are gone at once, and they are signed out everywhere; then the password alone lets them in. Make sure first that it is really them who ask.',
        button: 'Reset second factor',
        dangerous: true,
        input: z.object({}),
        confirm: () => true,
        allowed: mayDo('members.manage'),
        run: async (_input, memberId) => {
          await resetMemberSecondFactor(currentMember(), accountsDb, memberId)
          return { message: 'The second factor is reset.' }
        },
      }),
      admit: act({
        on: 'record',
        icon: 'UserCheck',
        explain: 'They can work here again with the roles that they hold.',
        button: 'Let in again',
        input: z.object({}),
        allowed: mayDo('members.manage'),
        offered: (record) => record.get('state') === 'suspended',
        run: async (_input, memberId) => {
          await suspendMember(currentMember(), memberId, false)
          return { message: 'This person is let in again.' }
        },
      }),
    },
  })
