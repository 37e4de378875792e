import type { AccessName } from './levels.ts'
import type { Cause, Reason, ThingReference } from './schema.ts'

// What is told about access, in the words of the browser app.

const levelWords: Record<AccessName, string> = {
  none: 'has no access',
  view: 'can view',
  download: 'can view and download',
  edit: 'can edit',
  manage: 'can manage',
}

interface Told {
  member: { name: string }
  thing: ThingReference
  level: AccessName
  cause: Cause
  sensitivity: string | null
  clearance: string | null
}

function via(reason: Reason): string {
  const { subject, at } = reason
  if (subject === null) return `at ${at.kind} "${at.name}"`
  const whom = {
    member: 'a grant to them',
    department: `the department ${subject.name}`,
    role: `the role ${subject.name}`,
    everyone: 'a grant to everyone',
  }[subject.kind]
  return `by ${whom}, at the ${at.kind} "${at.name}"`
}

/** The answer in one sentence. */
export function sentenceOf(told: Told, deciding: Reason | null): string {
  const who = `${told.member.name} ${levelWords[told.level]}`
  switch (told.cause.kind) {
    case 'content_all':
      return `${who}: a role of theirs manages every room.`
    case 'no_role':
      return `${who}: they hold no role now, or are suspended.`
    case 'clearance':
      return `${who}: this document is ${told.sensitivity}, and their roles see documents up to ${told.clearance ?? 'none'}.`
    case 'nothing':
      return `${who}: nothing was granted to them here or above.`
    case 'grant':
      return deciding === null ? `${who}.` : `${who} ${via(deciding)}.`
  }
}

/** What would turn the answer. */
export function wayOut(told: Told, deciding: Reason | null): string {
  const { thing } = told
  switch (told.cause.kind) {
    case 'content_all':
      return 'Take away the role that manages every room.'
    case 'no_role':
      return 'Give them a role, or admit them again.'
    case 'clearance':
      return `Give them a role that sees ${told.sensitivity} documents, or make this document less sensitive.`
    case 'nothing':
      return `Grant them something at the ${thing.kind} "${thing.name}" or above it.`
    case 'grant':
      if (told.level === 'none') {
        return deciding === null
          ? 'Remove the grant that denies.'
          : `Remove the denial ${via(deciding).replace(/^by /, 'to ').replace('to a grant to', 'to')}.`
      }
      return deciding !== null && deciding.at.id !== thing.id
        ? `Deny them at the ${thing.kind} "${thing.name}", end inheritance there, or change the grant at the ${deciding.at.kind} "${deciding.at.name}".`
        : 'Change or remove that grant.'
  }
}
