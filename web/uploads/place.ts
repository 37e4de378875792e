/** Where files are to go. */
export interface Place {
  organization: string
  roomId: string
  folderId: string | null
  /** For people: the folders on the way, or the room. */
  place: string
}

/** An upload that the server holds a part of. */
export interface Unfinished extends Place {
  uploadId: string
  versionOf: string | null
  name: string
  size: number
  offset: number
}
