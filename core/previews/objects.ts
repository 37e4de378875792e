import type { PreviewKind } from './table.ts'

// Where the parts of a preview lie in the bucket `derived`.

/** One page, from 1 on. */
export function pageKey(versionId: string, page: number): string {
  return `${versionId}/pages/${page}`
}

export function thumbnailKey(versionId: string, page: number): string {
  return `${versionId}/thumbnails/${page}`
}

/** What the pages of a kind are, always made by us: nothing is ever served as the type that it was uploaded as. */
export const pageTypes: Record<PreviewKind, 'image/jpeg' | 'image/webp' | 'application/json'> = {
  pages: 'image/jpeg',
  picture: 'image/webp',
  text: 'application/json',
  markdown: 'application/json',
  sheets: 'application/json',
}

/** Everything that is stored of a preview: for whoever removes a version for good. */
export function keysOf(versionId: string, { kind, made }: { kind: PreviewKind | null; made: number }): string[] {
  const pages = Array.from({ length: made }, (_, index) => index + 1)
  const keys = pages.map((page) => pageKey(versionId, page))
  return hasThumbnails(kind) ? keys.concat(pages.map((page) => thumbnailKey(versionId, page))) : keys
}

/** Only what is drawn has thumbnails. */
export function hasThumbnails(kind: PreviewKind | null): kind is 'pages' | 'picture' {
  return kind === 'pages' || kind === 'picture'
}
