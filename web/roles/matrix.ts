import type { PermissionShown, Role } from '@muniment/core/roles/schema.ts'

export interface PermissionGroup {
  noun: string
  permissions: PermissionShown[]
}

/** Permissions by the noun before the dot, in the order given. */
export function grouped(permissions: readonly PermissionShown[]): PermissionGroup[] {
  const groups = new Map<string, PermissionShown[]>()
  for (const permission of permissions) {
    const noun = permission.name.split('.')[0] ?? permission.name
    groups.set(noun, [...(groups.get(noun) ?? []), permission])
  }
  return [...groups].map(([noun, list]) => ({ noun: noun.charAt(0).toUpperCase() + noun.slice(1), permissions: list }))
}

/** What roles are to allow, where that was changed and not saved yet; by role. */
export type Edits = ReadonlyMap<string, ReadonlySet<string>>

export function allowed(role: Role, edits: Edits): ReadonlySet<string> {
  return edits.get(role.id) ?? new Set(role.permissions)
}

/** Turns one permission of a role on or off; back to how it is saved is no edit. */
export function toggled(role: Role, edits: Edits, permission: string): Edits {
  const next = new Set(allowed(role, edits))
  if (!next.delete(permission)) next.add(permission)
  const same = next.size === role.permissions.length && role.permissions.every((name) => next.has(name))
  const all = new Map(edits)
  if (same) all.delete(role.id)
  else all.set(role.id, next)
  return all
}
