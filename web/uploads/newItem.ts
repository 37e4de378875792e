import { formatSize } from '../frame/format.ts'
import type { Chosen } from './chosen.ts'
import type { Place, Unfinished } from './place.ts'
import type { UploadItem } from './queue.ts'

const nothingYet = { uploadId: null, documentId: null, versionId: null, sent: 0, generation: 0 }

/** A file as it enters the queue: to be sent, known to be there, or with the reason why it can't be sent. */
export function itemFor(chosen: Chosen, place: Place, limit: number): UploadItem {
  const { file, name = file.name, versionOf = null, note = '', same = false } = chosen
  const id = crypto.randomUUID()
  const tooLarge = `${name} is ${formatSize(file.size)}; the limit here is ${formatSize(limit)}. Split it or ask your administrator.`
  const fault = chosen.fault ?? (file.size > limit ? tooLarge : null)
  return {
    ...nothingYet,
    ...place,
    id,
    key: chosen.key ?? id,
    versionOf,
    note,
    name,
    size: file.size,
    type: file.type,
    stage: same
      ? { at: 'same' }
      : fault === null
        ? { at: 'queued' }
        : { at: 'failed', message: fault, requestId: null, retry: false },
  }
}

/** What the server holds a part of, for whose file this page has to ask. */
export function unfinishedItem({ uploadId, offset, ...rest }: Unfinished): UploadItem {
  return {
    ...nothingYet,
    ...rest,
    id: crypto.randomUUID(),
    key: uploadId,
    uploadId,
    sent: offset,
    type: '',
    note: '',
    stage: { at: 'unfinished' },
  }
}

/** What is the same of a file that was being sent and one that is dropped. */
export function whereOf(
  { name, size, versionOf }: { name: string; size: number; versionOf: string | null },
  { roomId, folderId }: Pick<Place, 'roomId' | 'folderId'>,
): string {
  return JSON.stringify([roomId, folderId, versionOf, size, name.normalize('NFC').trim()])
}
