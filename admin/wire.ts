import type { Explanation, ThingAccess } from '@muniment/core/access/schema.ts'
import type { RunKind } from '@muniment/core/integrity/schema.ts'
import type { Department } from '@muniment/core/departments/schema.ts'
import type { PermissionShown, Role } from '@muniment/core/roles/schema.ts'
import type { ScannerStatus } from '@muniment/core/status/schema.ts'

// What the console's process and its pages in the browser say to each other, beyond AdminJS's own.

export interface Choice {
  value: string
  label: string
}

/** One input of an act's form. */
export interface Field {
  name: string
  label: string
  type: 'text' | 'email' | 'select' | 'date'
  options?: readonly Choice[]
  /** May be left empty. */
  optional?: boolean
  hint?: string
  /** What stands in it at first: this number of the record, in this unit. */
  starts?: { as: string; per: number }
}

/** How a page asks for an act: what it will do, what it needs to know, what the button says. */
export interface ActForm {
  explain: string
  button: string
  dangerous: boolean
  fields: readonly Field[]
  /** Whether the choices of its fields are to be asked for first. */
  asks: boolean
}

/** What came of an act. A link is shown this once and cannot be had again. */
export interface ActDone {
  message: string
  link?: { url: string; expiresAt: string }
}

/** The signed-in person as the pages know them. */
export interface Me {
  email: string
  title: string
  operator: boolean
  organization: { id: string; name: string } | null
  organizations: readonly { id: string; name: string }[]
  version: string
}

export interface OverviewShown {
  scanner: ScannerStatus
  /** How what is stored stands; for the operator alone. */
  integrity: null | {
    damaged: number
    /** When the file was checked, or stored, that has waited longest. */
    oldest: string | null
    running: readonly { kind: RunKind; progress: string }[]
  }
  /** Null for the operator; each part of it for who may not read what it sums up. */
  organization: null | {
    files: null | {
      versions: { scanning: number; infected: number; held: number; damaged: number; available: number }
      waitingSince: string | null
    }
    work: null | {
      queues: readonly { name: string; waiting: number; active: number; failed: number }[]
      failedJobs: readonly { id: string; name: string; reason: string | null; updatedAt: string }[]
    }
    events: null | readonly { id: number; at: string; type: string; actor: string }[]
  }
}

/** Who can see a thing, and for one who was asked about: why. */
export interface AccessShown {
  access: ThingAccess
  explanation: Explanation | null
}

export interface MatrixShown {
  roles: readonly Role[]
  permissions: readonly PermissionShown[]
  /** What the reader holds: nobody gives more to a role. */
  held: readonly string[]
}

export interface TreeShown {
  departments: readonly Department[]
}
