import { builtInRoles, roleKeys } from '@muniment/core/access/permissions.ts'
import type { EventType } from '@muniment/core/events/types.ts'

// The words of the console where they differ from what is stored. They are those of the browser app.

export const stateWords = {
  scanning: 'Checking for viruses',
  available: 'Available',
  infected: 'Blocked by virus check',
  held: 'Held back, not checked',
}

export const reasonWords = {
  infected: 'Virus found',
  encrypted: 'Encrypted',
  archive_nested: 'Archive nested too deep',
  archive_entries: 'Archive with too many files',
  archive_ratio: 'Archive that grows too much',
  archive_size: 'Archive too large inside',
  archive_malformed: 'Archive that is broken',
  limits_exceeded: "Over the scanner's limits",
  scan_failed: 'Check failed',
  waiting_scanner: 'Waiting: scanner away',
  waiting_signatures: 'Waiting: no signatures',
}

export const levelWords = {
  none: 'No access',
  view: 'Can view',
  download: 'Can view and download',
  edit: 'Can edit',
  manage: 'Can manage',
}

export const clearanceWords = { 0: 'Public', 1: 'Internal', 2: 'Confidential', 3: 'Restricted' }

export const jobWords = { waiting: 'Waiting', active: 'Under way', failed: 'Failed' }

export const roleWords = Object.fromEntries(roleKeys.map((key) => [key, builtInRoles[key].name]))

export const eventWords: Record<EventType, string> = {
  'appliance.set_up': 'Appliance set up',
  'accounts.signed_in': 'Signed in',
  'accounts.signed_out': 'Signed out',
  'accounts.recovered': 'Password set anew',
  'accounts.confirmed': 'Identity confirmed',
  'accounts.second_step': 'Second step of signing in',
  'accounts.locked': 'Too many wrong tries',
  'accounts.totp_enrolled': 'Authenticator app added',
  'accounts.totp_removed': 'Authenticator app removed',
  'accounts.passkey_added': 'Passkey added',
  'accounts.passkey_renamed': 'Passkey renamed',
  'accounts.passkey_removed': 'Passkey removed',
  'accounts.recovery_codes_made': 'Recovery codes made',
  'accounts.second_factor_reset': 'Second factor reset',
  'accounts.password_changed': 'Password changed',
  'accounts.profile_changed': 'Profile changed',
  'accounts.session_ended': 'Session ended',
  'organizations.policy_changed': 'Sign-in policy changed',
  'accounts.recovery_requested': 'New password asked for',
  'accounts.verified': 'E-mail address verified',
  'accounts.linked': 'Sign-in provider linked',
  'accounts.unlinked': 'Sign-in provider unlinked',
  'settings.changed': 'Appliance setting changed',
  'settings.removed': 'Appliance setting removed',
  'organizations.created': 'Organization created',
  'invitations.created': 'Person invited',
  'invitations.revoked': 'Invitation revoked',
  'members.joined': 'Person joined',
  'members.suspended': 'Person suspended',
  'members.readmitted': 'Person admitted again',
  'roles.created': 'Role created',
  'roles.updated': 'Role changed',
  'roles.removed': 'Role removed',
  'roles.assigned': 'Role given',
  'roles.taken': 'Role taken away',
  'departments.created': 'Department created',
  'departments.updated': 'Department changed',
  'departments.removed': 'Department removed',
  'departments.joined': 'Person put into a department',
  'departments.left': 'Person taken out of a department',
  'access.changed': 'Access changed',
  'rooms.created': 'Room created',
  'rooms.updated': 'Room changed',
  'folders.created': 'Folder created',
  'folders.updated': 'Folder changed',
  'documents.uploaded': 'Document uploaded',
  'documents.version_added': 'Version added',
  'documents.version_restored': 'Older version made current',
  'documents.version_noted': 'Note of a version changed',
  'documents.locked': 'Document checked out',
  'documents.unlocked': 'Document given back',
  'documents.renamed': 'Document renamed',
  'documents.changed': 'Document details changed',
  'documents.classified': 'Sensitivity changed',
  'documents.scanned': 'Virus check finished',
  'documents.waiting': 'Virus check waits',
  'documents.previewed': 'Preview made',
  'documents.preview_retried': 'Preview tried again',
  'documents.viewed': 'Document viewed',
  'documents.downloaded': 'Document downloaded',
  'documents.refused': 'Document refused',
  'jobs.failed': 'Job failed',
  'jobs.retried': 'Job tried again',
}
