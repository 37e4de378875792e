import type { Place } from './place.ts'

/** A file with what was decided about it. */
export interface Chosen {
  file: File
  /** Where that is another than that of the others. */
  place?: Place
  /** Where that is another than the file's own. */
  name?: string
  /** The document that it is to be a new version of. */
  versionOf?: string | null
  note?: string
  /** Under which an earlier page began to send it: what the server has of it by then is the same upload. */
  key?: string
  /** The same bytes are there already, so nothing is sent. */
  same?: boolean
  /** Why it can't be sent. */
  fault?: string
}
