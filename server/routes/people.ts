import { z } from 'zod'
import { invite, revokeInvitation } from '@muniment/core/members/invite.ts'
import { getMember, listInvitations, listMembers } from '@muniment/core/members/queries.ts'
import { CreatedInvitation, Invitation, Member, MemberChange, NewInvitation } from '@muniment/core/members/schema.ts'
import { suspendMember } from '@muniment/core/members/suspend.ts'
import { createOrganization } from '@muniment/core/organizations/create.ts'
import { listOrganizations } from '@muniment/core/organizations/queries.ts'
import { CreatedOrganization, NewOrganization, Organization } from '@muniment/core/organizations/schema.ts'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { organizationUsage } from '@muniment/core/quotas/queries.ts'
import { Usage } from '@muniment/core/quotas/schema.ts'
import { route } from '../route.ts'

const MemberParams = z.object({ memberId: z.uuid() })

export const organizationRoutes = [
  route({
    method: 'get',
    path: '/organizations',
    summary: 'Every organization of the appliance',
    access: 'operator',
    query: PageQuery,
    returns: pageOf(Organization),
    handle: ({ ctx, query }) => listOrganizations(ctx, query),
  }),
  route({
    method: 'post',
    path: '/organizations',
    summary: 'Make an organization and the link for its first administrator',
    access: 'operator',
    body: NewOrganization,
    returns: CreatedOrganization,
    status: 201,
    handle: ({ ctx, body, services }) => createOrganization(ctx, services.origin, body),
  }),
  route({
    method: 'get',
    path: '/organization/usage',
    summary: 'How much the organization holds, of how much it may',
    access: 'content.all',
    returns: Usage,
    handle: ({ ctx }) => organizationUsage(ctx),
  }),
]

export const memberRoutes = [
  route({
    method: 'get',
    path: '/members',
    summary: 'People of the organization',
    access: 'members.read',
    query: PageQuery.extend({
      search: z.string().max(200).optional().meta({ description: 'a part of a name or address' }),
      departmentId: z.uuid().optional().meta({ description: 'of this department or one below it' }),
    }),
    returns: pageOf(Member),
    handle: ({ ctx, query }) => listMembers(ctx, query, query),
  }),
  route({
    method: 'get',
    path: '/members/:memberId',
    summary: 'A member',
    access: 'organization.read',
    params: MemberParams,
    returns: Member,
    handle: ({ ctx, params }) => getMember(ctx, params.memberId),
  }),
  route({
    method: 'patch',
    path: '/members/:memberId',
    summary: 'Suspend somebody, or admit them again',
    access: 'members.manage',
    params: MemberParams,
    body: MemberChange,
    returns: Member,
    handle: async ({ ctx, params, body }) => {
      await suspendMember(ctx, params.memberId, body.suspended)
      return getMember(ctx, params.memberId)
    },
  }),
  route({
    method: 'get',
    path: '/invitations',
    summary: 'Invitations that nobody used yet',
    access: 'members.invite',
    query: PageQuery,
    returns: pageOf(Invitation),
    handle: ({ ctx, query }) => listInvitations(ctx, query),
  }),
  route({
    method: 'post',
    path: '/invitations',
    summary: 'Make a one-time link by which somebody joins',
    access: 'members.invite',
    body: NewInvitation,
    returns: CreatedInvitation,
    status: 201,
    handle: ({ ctx, body, services }) => invite(ctx, services.origin, body),
  }),
  route({
    method: 'delete',
    path: '/invitations/:invitationId',
    summary: 'Take an invitation back',
    access: 'members.invite',
    params: z.object({ invitationId: z.uuid() }),
    handle: ({ ctx, params }) => revokeInvitation(ctx, params.invitationId),
  }),
]
