import type { Place } from './place.ts'

/** The same file for the same place. A changed file has another date, and so never gets mixed with its older self. */
export function fingerprint(
  file: Pick<File, 'name' | 'size' | 'lastModified'>,
  place: Omit<Place, 'place'> & { versionOf: string | null },
): string {
  return [
    'muniment',
    place.organization,
    place.roomId,
    place.folderId ?? '',
    file.size,
    file.lastModified,
    file.name,
    ...(place.versionOf === null ? [] : [place.versionOf]),
  ].join('|')
}
