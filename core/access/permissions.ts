/**
 * The catalogue: what a role may allow at all. The table `permissions` is filled from it by migration, and a test fails
 * when the two differ.
 */
export const permissions = {
  'organization.read': 'See the organization',
  'organization.manage': 'Set the policies of the organization',
  'members.read': 'See who belongs to the organization',
  'members.invite': 'Add people by one-time link',
  'content.all': 'Manage every room of the organization',
  'rooms.create': 'Create rooms',
  'folders.create': 'Create folders',
  'documents.upload': 'Upload documents',
  'quarantine.read': 'See what the virus check holds back, and why',
  'audit.read': 'Read every event of the organization',
  'jobs.retry': 'Run failed work again',
  'console.use': 'Use the console',
} as const

export type Permission = keyof typeof permissions

export const permissionNames = Object.keys(permissions).filter((name): name is Permission => name in permissions)

/** The two built-in roles and what each allows. */
export const builtInRoles: Record<'administrator' | 'member', readonly Permission[]> = {
  administrator: permissionNames,
  member: ['organization.read', 'members.read', 'rooms.create', 'folders.create', 'documents.upload'],
}

export type RoleKey = keyof typeof builtInRoles
