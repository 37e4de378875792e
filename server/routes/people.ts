import { z } from 'zod'
import { invite, revokeInvitation } from '@muniment/core/members/invite.ts'
import { listInvitations, listMembers } from '@muniment/core/members/queries.ts'
import { CreatedInvitation, Invitation, Member, NewInvitation } from '@muniment/core/members/schema.ts'
import { createOrganization } from '@muniment/core/organizations/create.ts'
import { listOrganizations } from '@muniment/core/organizations/queries.ts'
import { CreatedOrganization, NewOrganization, Organization } from '@muniment/core/organizations/schema.ts'
import { PageQuery, pageOf } from '@muniment/core/page.ts'
import { route } from '../route.ts'

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
]

export const memberRoutes = [
  route({
    method: 'get',
    path: '/members',
    summary: 'People of the organization',
    access: 'members.read',
    query: PageQuery,
    returns: pageOf(Member),
    handle: ({ ctx, query }) => listMembers(ctx, query),
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
