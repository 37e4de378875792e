import type { ScannerStatus } from '@muniment/core/status/schema.ts'

// What the console's process and its pages in the browser say to each other, beyond AdminJS's own.

/** One input of an act's form. */
export interface Field {
  name: string
  label: string
  type: 'text' | 'email' | 'select'
  options?: readonly { value: string; label: string }[]
  hint?: string
}

/** How a page asks for an act: what it will do, what it needs to know, what the button says. */
export interface ActForm {
  explain: string
  button: string
  dangerous: boolean
  fields: readonly Field[]
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
  organization: null | {
    versions: { scanning: number; infected: number; held: number; available: number }
    waitingSince: string | null
    queues: readonly { name: string; waiting: number; active: number; failed: number }[]
    failedJobs: readonly { id: string; name: string; reason: string | null; updatedAt: string }[]
    events: readonly { id: number; at: string; type: string; actor: string }[]
  }
}
