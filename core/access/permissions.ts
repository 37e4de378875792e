/**
 * The catalogue: what a role may allow at all. After every migration the table `permissions` is made equal to it
 * (migrations/catalogue.ts), and a test fails when the two differ.
 */
export const permissions = {
  'organization.read': 'See the organization',
  'organization.manage': 'Change the name and the policies of the organization',
  'members.read': 'See who belongs to the organization',
  'members.invite': 'Invite people',
  'members.manage': 'Suspend people, end their sessions, reset their second factor',
  'departments.manage': 'Make and change departments, and say who belongs to them',
  'roles.manage': 'Make and change roles',
  'roles.assign': 'Give people roles, and take them away',
  'content.all': 'Manage every room of the organization',
  'access.audit': 'See who can see what, and why, everywhere',
  'rooms.create': 'Create rooms',
  'folders.create': 'Create folders',
  'documents.upload': 'Upload documents',
  'documents.classify': 'Say how sensitive a document is',
  'quarantine.read': 'See what the virus check holds back, and why',
  'audit.read': 'Read every event of the organization',
  'jobs.retry': 'Run failed work again',
  'console.use': 'Use the console',
} as const

export type Permission = keyof typeof permissions

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissions, name)
}

export const permissionNames = Object.keys(permissions).filter(isPermission)

/** Up to which sensitivity a role lets documents be seen: public, internal, confidential, restricted. */
export const Sensitivity = { public: 0, internal: 1, confidential: 2, restricted: 3 } as const
export type SensitivityLevel = (typeof Sensitivity)[keyof typeof Sensitivity]

export const roleKeys = ['owner', 'administrator', 'manager', 'member', 'guest', 'auditor'] as const
export type RoleKey = (typeof roleKeys)[number]

interface BuiltInRole {
  name: string
  description: string
  clearance: SensitivityLevel
  /** Whoever holds only such roles is no part of "everyone". */
  guest: boolean
  permissions: readonly Permission[]
}

const work = ['rooms.create', 'folders.create', 'documents.upload'] as const

/** The roles that every organization has, and that cannot be changed; others are made from the catalogue. */
export const builtInRoles: Record<RoleKey, BuiltInRole> = {
  owner: {
    name: 'Owner',
    description: 'Everything, and the only ones who can make others owners',
    clearance: Sensitivity.restricted,
    guest: false,
    permissions: permissionNames,
  },
  administrator: {
    name: 'Administrator',
    description: 'Everything but the policies of the organization',
    clearance: Sensitivity.restricted,
    guest: false,
    permissions: permissionNames.filter((name) => name !== 'organization.manage'),
  },
  manager: {
    name: 'Manager',
    description: 'Invites people, runs departments, and says how sensitive documents are',
    clearance: Sensitivity.restricted,
    guest: false,
    permissions: [
      'organization.read',
      'members.read',
      'members.invite',
      'departments.manage',
      'documents.classify',
      ...work,
    ],
  },
  member: {
    name: 'Member',
    description: 'Works with rooms, folders and documents',
    clearance: Sensitivity.confidential,
    guest: false,
    permissions: ['organization.read', 'members.read', ...work],
  },
  guest: {
    name: 'Guest',
    description: 'From outside: sees what was shared with them, and nobody else',
    clearance: Sensitivity.internal,
    guest: true,
    permissions: ['organization.read'],
  },
  auditor: {
    name: 'Auditor',
    description: 'Reads the audit, and who can see what; no document by that alone',
    clearance: Sensitivity.restricted,
    guest: true,
    permissions: ['organization.read', 'members.read', 'access.audit', 'audit.read', 'quarantine.read', 'console.use'],
  },
}
