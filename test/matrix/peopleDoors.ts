import { createHash, randomUUID } from 'node:crypto'
import type { Door, Doors, Questioning } from './door.ts'
import { plantColleague, type Ids } from './world.ts'

async function invitation({ world: { database, owner, emptyRoleId } }: Questioning): Promise<Ids> {
  const token = createHash('sha256').update(randomUUID()).digest()
  const [link] = await database.peek<{ id: string }>(
    `insert into links (token_hash, purpose, organization_id, email, role_id, expires_at)
     values ($1, 'invitation', $2, $3, $4, now() + interval '1 day') returning id`,
    [token, owner.organizationId, `${randomUUID()}@example.test`, emptyRoleId],
  )
  return { invitationId: link?.id ?? '' }
}

const address = (): string => `${randomUUID()}@example.test`
const inviting: Door = { opens: 'members.invite', everywhere: 'members.invite' }
const roleMaking: Door = { opens: 'roles.manage', everywhere: 'roles.manage' }
const policy: Door = { opens: 'organization.manage', everywhere: 'organization.manage' }
const departmentRunning: Door = {
  opens: 'departments.manage',
  about: 'organization',
  sees: ['members.read', 'departments.manage'],
  needs: 'departments.manage',
}
const roleGiving: Door = { opens: 'roles.assign', about: 'organization', sees: ['members.read'], needs: 'roles.assign' }
const operators: Door = { opens: 'operator' }

/** Organizations, who belongs to them, as what, and where. */
export const peopleDoors: Doors = {
  'get /organizations': operators,
  'post /organizations': { ...operators, bodyFor: () => ({ name: 'Fresh', administratorEmail: address() }) },
  'get /members': { opens: 'members.read' },
  'get /members/:memberId': { opens: 'organization.read', about: 'organization', sees: ['members.read'] },
  'get /members/:memberId/avatar': { opens: 'member', about: 'organization', sees: ['members.read'], yes: 200 },
  // Not suspended as it is.
  'patch /members/:memberId': {
    opens: 'members.manage',
    about: 'organization',
    sees: ['members.read'],
    needs: 'members.manage',
    body: { suspended: false },
  },
  'get /invitations': inviting,
  'post /invitations': { ...inviting, bodyFor: () => ({ email: address() }) },
  'delete /invitations/:invitationId': { ...inviting, about: 'organization', fresh: invitation },
  'get /organization/policy': policy,
  'patch /organization/policy': { ...policy, body: { requireSecondFactor: false } },
  'get /organization/usage': { opens: 'content.all', everywhere: 'content.all' },
  'get /permissions': { opens: 'members.read' },
  'get /roles': { opens: 'members.read' },
  'post /roles': { ...roleMaking, bodyFor: () => ({ name: randomUUID(), clearance: 'public', permissions: [] }) },
  'get /roles/:roleId': { opens: 'members.read', about: 'organization' },
  'patch /roles/:roleId': { ...roleMaking, about: 'organization', body: { name: 'Taken' } },
  // It says how many people.
  'post /roles/:roleId/preview': {
    ...roleMaking,
    about: 'organization',
    needs: 'members.read',
    body: { name: 'Taken' },
  },
  // Somebody holds it.
  'delete /roles/:roleId': { ...roleMaking, about: 'organization', yes: 409 },
  // Which they have already.
  'post /members/:memberId/roles': {
    ...roleGiving,
    bodyFor: ({ world }) => ({ roleId: world.emptyRoleId, departmentId: world.departments.same }),
    yes: 409,
  },
  'delete /members/:memberId/roles/:assignmentId': { ...roleGiving, fresh: ({ world }) => plantColleague(world) },
  'get /departments': { opens: 'organization.read' },
  'post /departments': {
    ...departmentRunning,
    bodyFor: ({ world }) => ({ name: randomUUID(), parentId: world.departments.same }),
  },
  'get /departments/:departmentId': {
    opens: 'organization.read',
    about: 'organization',
    sees: ['members.read', 'departments.manage'],
  },
  'patch /departments/:departmentId': { ...departmentRunning, body: { name: 'Taken' } },
  // There is one below it.
  'delete /departments/:departmentId': { ...departmentRunning, yes: 409 },
  // The member must be seen, too.
  'put /departments/:departmentId/members/:memberId': { ...departmentRunning, sees: ['members.read'] },
  'delete /departments/:departmentId/members/:memberId': { ...departmentRunning, sees: ['members.read'] },
  'get /settings/mail': operators,
  'put /settings/mail': { ...operators, body: { host: 'mail.example.test', port: 25, from: 'a@example.test' } },
  // No mail is set up, and no provider.
  'delete /settings/mail': { ...operators, yes: 404 },
  'post /settings/mail/test': { ...operators, yes: 409 },
  'get /settings/providers': operators,
  'get /settings/providers/:providerId': { ...operators, yes: 404 },
  'put /settings/providers/:providerId': {
    ...operators,
    body: { kind: 'github', label: 'Fresh', clientId: 'fresh', enabled: false },
  },
  'delete /settings/providers/:providerId': { ...operators, yes: 404 },
}
