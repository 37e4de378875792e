/** A file with what was decided about it. */
export interface Chosen {
  file: File
  /** Where that is another than the file's own. */
  name?: string
  /** The document that it is to be a new version of. */
  versionOf?: string | null
  note?: string
}
