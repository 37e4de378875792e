/** Every event there is. Those that are `published` go to open browsers too; the others are for the audit alone. */
export const eventTypes = {
  'appliance.set_up': { published: false },
  'accounts.signed_in': { published: false },
  'accounts.signed_out': { published: false },
  'accounts.recovered': { published: false },
  'accounts.confirmed': { published: false },
  'accounts.recovery_requested': { published: false },
  'accounts.verified': { published: false },
  'accounts.linked': { published: false },
  'accounts.unlinked': { published: false },
  'settings.changed': { published: false },
  'settings.removed': { published: false },
  'organizations.created': { published: false },
  'invitations.created': { published: false },
  'invitations.revoked': { published: false },
  'members.joined': { published: false },
  'rooms.created': { published: true },
  'rooms.updated': { published: true },
  'folders.created': { published: true },
  'folders.updated': { published: true },
  'documents.uploaded': { published: true },
  'documents.renamed': { published: true },
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
