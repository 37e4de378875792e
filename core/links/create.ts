import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { AccessLevel } from '../access/levels.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db.ts'
import type { LinkPurpose } from './table.ts'

const hoursValid: Record<LinkPurpose, number> = { setup: 24, invitation: 7 * 24, recovery: 1, verification: 24 }

/** Where in the browser app each kind of link is opened. The token is in the fragment, so it reaches no log. */
const pages: Record<LinkPurpose, string> = {
  setup: 'setup',
  invitation: 'join',
  recovery: 'recover',
  verification: 'verify',
}

export interface LinkFacts {
  purpose: LinkPurpose
  organizationId?: string
  email?: string
  roleId?: string
  departments?: readonly string[]
  /** What the invited gets at once. */
  roomGrants?: readonly { roomId: string; level: AccessLevel }[]
}

export interface CreatedLink {
  id: string
  url: string
  expiresAt: Date
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/**
 * Makes a one-time link: 256 random bits of which only the hash is kept, so it can be shown once. It lasts 24 hours
 * for setup and for verifying an address, 7 days for an invitation and one hour for a recovery.
 */
export async function createLink(
  trx: Transaction,
  ctx: Context,
  origin: string,
  facts: LinkFacts,
): Promise<CreatedLink> {
  const token = randomBytes(32).toString('base64url')
  const id = randomUUID()
  const expiresAt = new Date(ctx.now().getTime() + hoursValid[facts.purpose] * 3_600_000)
  await trx('links').insert({
    id,
    token_hash: hashToken(token),
    purpose: facts.purpose,
    organization_id: facts.organizationId ?? null,
    email: facts.email ?? null,
    role_id: facts.roleId ?? null,
    departments: [...(facts.departments ?? [])],
    room_grants: JSON.stringify(facts.roomGrants ?? []),
    created_by: ctx.actor.kind === 'member' ? ctx.actor.memberId : null,
    expires_at: expiresAt,
  })
  return { id, url: `${origin}/${pages[facts.purpose]}#${token}`, expiresAt }
}
