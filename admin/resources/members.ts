import { memberLines } from '@muniment/core/members/console.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'

export const members = () =>
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
  })
