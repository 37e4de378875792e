/** Every event there is. Those that are `published` go to open browsers too; the others are for the audit alone. */
export const eventTypes = {
  'appliance.set_up': { published: false },
  'accounts.signed_in': { published: false },
  'accounts.signed_out': { published: false },
  'accounts.recovered': { published: false },
  'accounts.confirmed': { published: false },
  'organizations.created': { published: false },
  'invitations.created': { published: false },
  'invitations.revoked': { published: false },
  'members.joined': { published: false },
  'members.suspended': { published: false },
  'members.readmitted': { published: false },
  'roles.created': { published: false },
  'roles.updated': { published: false },
  'roles.removed': { published: false },
  'roles.assigned': { published: false },
  'roles.taken': { published: false },
  'departments.created': { published: false },
  'departments.updated': { published: false },
  'departments.removed': { published: false },
  'departments.joined': { published: false },
  'departments.left': { published: false },
  'access.changed': { published: true },
  'rooms.created': { published: true },
  'rooms.updated': { published: true },
  'folders.created': { published: true },
  'folders.updated': { published: true },
  'documents.uploaded': { published: true },
  'documents.renamed': { published: true },
  'documents.classified': { published: true },
  'documents.scanned': { published: true },
  'documents.waiting': { published: true },
  'documents.downloaded': { published: false },
  'documents.refused': { published: false },
  'jobs.failed': { published: false },
  'jobs.retried': { published: false },
} as const

export type EventType = keyof typeof eventTypes

export const publishedTypes: ReadonlySet<string> = new Set(
  Object.entries(eventTypes)
    .filter(([, { published }]) => published)
    .map(([type]) => type),
)
