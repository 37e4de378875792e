import type { Knex } from 'knex'
import { z } from 'zod'
import { isPermission, type Permission } from '../access/permissions.ts'
import type { MemberActor } from '../context.ts'
import { AppError } from '../errors.ts'
import type { SignInRules } from './admit.ts'

export interface Membership {
  memberId: string
  organizationId: string
  organizationName: string
  /** The names of the roles that are held now. */
  roles: string[]
  guest: boolean
  /** Held everywhere in the organization. */
  permissions: Permission[]
  /** Held for certain departments only, by permission. */
  limited: Map<Permission, Set<string>>
  /** What the organization asks of everybody's way of signing in. */
  rules: SignInRules
}

export interface MembershipRow {
  member_id: string
  organization_id: string
  organization_name: string
  roles: string[]
  guest: boolean
  permissions: string[]
  limited: Record<string, string[]> | null
  rules: { second_factor: boolean; ways: string[] | null } | null
}

/** Reads the organizations that a person can act in now, by name; `person` is an SQL expression. */
export function selectMemberships(person: string): string {
  return `select m.*, (select to_jsonb(p) from access.sign_in_policy(m.organization_id) p) as rules from access.memberships(${person}) m`
}

export function membershipFrom(row: MembershipRow): Membership {
  return {
    memberId: row.member_id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    roles: row.roles,
    guest: row.guest,
    permissions: row.permissions.filter(isPermission),
    limited: new Map(
      Object.entries(row.limited ?? {}).flatMap(([name, departments]) =>
        isPermission(name) ? [[name, new Set(departments)] as const] : [],
      ),
    ),
    // A policy that cannot be read counts as one that nobody complies with.
    rules: row.rules
      ? { secondFactor: row.rules.second_factor, ways: row.rules.ways }
      : { secondFactor: true, ways: [] },
  }
}

/** The organizations that a person can act in now, by name: none for somebody suspended. */
export async function membershipsOf(db: Knex, personId: string): Promise<Membership[]> {
  const result = await db.raw<{ rows: MembershipRow[] }>(selectMemberships('?'), [personId])
  return result.rows.map(membershipFrom)
}

/**
 * The membership that a person acts by: in the organization that the request names, else in the only one there is. Throws
 * 403 without any, 400 when there are several and none is named, 404 for one that the person does not belong to.
 */
export function chooseMembership(memberships: readonly Membership[], organization: string | undefined): Membership {
  if (memberships.length === 0) {
    throw new AppError(
      'forbidden',
      "You don't belong to an organization here. Ask its administrator for an invitation.",
    )
  }
  if (organization === undefined && memberships.length > 1) {
    throw new AppError('invalid', 'You belong to several organizations. Name one in the header Muniment-Organization.')
  }
  if (organization !== undefined && !z.uuid().safeParse(organization).success) {
    throw new AppError('invalid', 'The header Muniment-Organization must be the id of an organization.')
  }
  const membership = memberships.find(
    (m) => organization === undefined || m.organizationId === organization.toLowerCase(),
  )
  if (membership === undefined)
    throw new AppError('not_found', "You don't belong to that organization, or it doesn't exist.")
  return membership
}

export function actingAs(personId: string, membership: Membership): MemberActor {
  return {
    kind: 'member',
    personId,
    memberId: membership.memberId,
    organizationId: membership.organizationId,
    guest: membership.guest,
    permissions: new Set(membership.permissions),
    limited: membership.limited,
  }
}
