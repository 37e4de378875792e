import type { Actor, MemberActor } from '../context.ts'
import { AppError, archivedRoom, found } from '../errors.ts'
import type { Permission } from './permissions.ts'

export type Rule<T> = (actor: MemberActor, thing: T) => boolean
/** A resource's whole policy: one rule an action. */
export type Policy<T, Action extends string> = Record<Action, Rule<T>>

/** Types a policy by what it is about; the actions are inferred, so a misspelt one does not compile. */
export function definePolicy<T>() {
  return <Action extends string>(policy: Policy<T, Action>): Policy<T, Action> => policy
}

/** What the actor may do with a thing they can see; sent with it, so that no browser repeats a rule. */
export function abilitiesOf<T, Action extends string>(
  actor: MemberActor,
  policy: Policy<T, Action>,
  thing: T,
  actions: readonly Action[],
): Record<Action, boolean> {
  const abilities: Partial<Record<Action, boolean>> = {}
  for (const action of actions) abilities[action] = policy[action](actor, thing)
  return { ...allRefused(actions), ...abilities }
}

function allRefused<Action extends string>(actions: readonly Action[]): Record<Action, boolean>
function allRefused(actions: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(actions.map((action) => [action, false]))
}

/**
 * Lets `action` through or throws: 404 when the thing is absent or unreadable (queries give neither), 403 when it can
 * be seen but not that. Afterwards `thing` is there.
 */
export function authorize<T, Action extends string>(
  actor: MemberActor,
  policy: Policy<T, Action>,
  action: Action,
  thing: T | null | undefined,
): asserts thing is T {
  const present: T = found(thing)
  if (policy[action](actor, present)) return
  throw isArchived(present) ? archivedRoom() : forbidden()
}

function isArchived(thing: unknown): boolean {
  if (typeof thing !== 'object' || thing === null) return false
  return (
    ('archived' in thing && thing.archived === true) || ('archived_at' in thing && thing.archived_at instanceof Date)
  )
}

export function forbidden(): AppError {
  return new AppError(
    'forbidden',
    "Your role or your access here doesn't allow this. Ask an administrator of your organization.",
  )
}

/** Whether the actor's roles hold `permission` for things of a department; null: for what belongs to none. */
export function holds(actor: MemberActor, permission: Permission, departmentId: string | null): boolean {
  if (actor.permissions.has(permission)) return true
  return departmentId !== null && actor.limited.get(permission)?.has(departmentId) === true
}

/** Whether they hold it at all: everywhere, or for some department. */
export function holdsAnywhere(actor: MemberActor, permission: Permission): boolean {
  return actor.permissions.has(permission) || actor.limited.has(permission)
}

/** Throws 403 unless the actor's roles hold `permission` for that department (by default: everywhere). */
export function requirePermission(
  actor: Actor,
  permission: Permission,
  departmentId: string | null = null,
): asserts actor is MemberActor {
  if (actor.kind !== 'member' || !holds(actor, permission, departmentId)) throw forbidden()
}
