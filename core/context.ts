import type { Knex } from 'knex'
import type { Permission } from './access/permissions.ts'
import type { Logger } from './log.ts'

/** A person in an organization: who acts in nearly every request. */
export interface MemberActor {
  kind: 'member'
  memberId: string
  personId: string
  organizationId: string
  /** Holds only roles for people from outside. */
  guest: boolean
  /** What the roles allow everywhere in the organization. */
  permissions: ReadonlySet<Permission>
  /** What they allow for things of certain departments only; those below them are listed too. */
  limited: ReadonlyMap<Permission, ReadonlySet<string>>
}

/** Somebody signed in, before an organization is chosen. */
export interface PersonActor {
  kind: 'person'
  personId: string
}

/** The operator acting as such: sees organizations and health, never content. */
export interface OperatorActor {
  kind: 'operator'
  personId: string
}

/** A named part of the appliance; what it may touch is decided by the database role it connects as. */
export interface SystemActor {
  kind: 'system'
  name: 'accounts' | 'scan' | 'preview' | 'sweep' | 'realtime' | 'mail' | 'migrate' | 'integrity'
}

export type Actor = MemberActor | PersonActor | OperatorActor | SystemActor

/** What every function of core takes first. */
export interface Context<A extends Actor = Actor> {
  db: Knex
  actor: A
  log: Logger
  now: () => Date
}

export type MemberContext = Context<MemberActor>
export type OperatorContext = Context<OperatorActor>
export type SystemContext = Context<SystemActor>

export function systemContext(db: Knex, log: Logger, name: SystemActor['name']): SystemContext {
  return { db, log, actor: { kind: 'system', name }, now: () => new Date() }
}
