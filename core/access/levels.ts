/** What a grant allows on a thing, lowest first; the numbers are stored. */
export const Access = { none: 0, view: 1, download: 2, edit: 3, manage: 4 } as const

export type AccessLevel = (typeof Access)[keyof typeof Access]
export type AccessName = keyof typeof Access

const names: readonly AccessName[] = ['none', 'view', 'download', 'edit', 'manage']

/** The word for a stored level; an unknown number means no. */
export function accessName(level: number): AccessName {
  return names[level] ?? 'none'
}
