/** Every event there is. Those that are `published` go to open browsers too; the others are for the audit alone. */
export const eventTypes = {
  'appliance.set_up': { published: false },
  'accounts.signed_in': { published: false },
  'accounts.signed_out': { published: false },
  'accounts.recovered': { published: false },
  'accounts.confirmed': { published: false },
  'accounts.second_step': { published: false },
  'accounts.locked': { published: false },
  'accounts.totp_enrolled': { published: false },
  'accounts.totp_removed': { published: false },
  'accounts.passkey_added': { published: false },
  'accounts.passkey_renamed': { published: false },
  'accounts.passkey_removed': { published: false },
  'accounts.recovery_codes_made': { published: false },
  'accounts.second_factor_reset': { published: false },
  'accounts.password_changed': { published: false },
  'accounts.profile_changed': { published: false },
  'accounts.session_ended': { published: false },
  'organizations.created': { published: false },
  'organizations.policy_changed': { published: false },
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
