/** Tags as they are kept: in small letters, each once. */
export function cleanTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim().toLowerCase().slice(0, 60)).filter(Boolean))]
}
