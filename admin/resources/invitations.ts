import { z } from 'zod'
import { invitationLines } from '@muniment/core/links/console.ts'
import { invite, revokeInvitation } from '@muniment/core/members/invite.ts'
import { EmailAddress } from '@muniment/core/people.ts'
import { roleKeys } from '@muniment/core/access/permissions.ts'
import { listRoles } from '@muniment/core/roles/queries.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'
import { roleWords } from '../words.ts'

const allowed = (): boolean => currentSession().member?.actor.permissions.has('members.invite') ?? false

export const invitations = (origin: string) =>
  describeNoun({
    id: 'invitations',
    label: 'Invitations',
    icon: 'Mail',
    empty: 'No invitation is open. Invite somebody: the link can be used once, within 7 days.',
    listing: invitationLines,
    context: currentMember,
    allowed,
    title: 'email',
    sort: { sortBy: 'createdAt', direction: 'desc' },
    list: ['email', 'role', 'state', 'invitedBy', 'createdAt', 'expiresAt'],
    show: {
      email: { label: 'E-mail', kind: 'title' },
      role: { label: 'Role' },
      state: { label: 'State', kind: 'state', words: { open: 'Open', expired: 'Expired' } },
      invitedBy: { label: 'Invited by', reference: 'members' },
      createdAt: { label: 'Invited', kind: 'when' },
      expiresAt: { label: 'Valid until', kind: 'moment' },
      id: { label: 'ID' },
    },
    actLabels: { new: 'Invite a person', revoke: 'Revoke' },
    acts: {
      new: act({
        on: 'resource',
        icon: 'UserPlus',
        explain:
          'You get a link to hand over yourself. It works once, within 7 days, and is shown to you this one time.',
        button: 'Create the link',
        fields: [
          { name: 'email', label: 'E-mail', type: 'email' },
          {
            name: 'role',
            label: 'Role',
            type: 'select',
            options: Object.entries(roleWords).map(([value, label]) => ({ value, label })),
            hint: 'Owners and administrators manage every room and use this console. Inviting one asks for your password.',
          },
        ],
        input: z.object({ email: EmailAddress, role: z.enum(roleKeys).default('member') }),
        confirm: ({ role }) => role === 'owner' || role === 'administrator',
        allowed,
        run: async (input) => {
          const ctx = currentMember()
          const { items } = await listRoles(ctx)
          const roleId = items.find(({ key }) => key === input.role)?.id
          const { email, link, expiresAt } = await invite(ctx, origin, { email: input.email, roleId })
          return { message: `Hand this link to ${email}. It can't be shown again.`, link: { url: link, expiresAt } }
        },
      }),
      revoke: act({
        on: 'record',
        icon: 'XCircle',
        explain: 'The link stops working at once. To let the person in later, invite them anew.',
        button: 'Revoke the invitation',
        dangerous: true,
        input: z.object({}),
        confirm: () => true,
        allowed,
        run: async (_input, invitationId) => {
          await revokeInvitation(currentMember(), invitationId)
          return { message: 'The invitation is revoked.' }
        },
      }),
    },
  })
