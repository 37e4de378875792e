import type { Reason } from '../documents/settle.ts'

/** Why there is no preview: what happened, and what to do. */
export const previewReasons = {
  password: 'No preview: the file has a password. Download it, or upload an unlocked copy.',
  damaged: "No preview: the file is damaged, or isn't what it seems to be. Download it, or upload a sound copy.",
  empty: 'No preview: there is nothing in this file.',
  kind: "No preview: this kind of file can't be shown here. Download it to open it.",
  size: 'No preview: the file is too large to be shown here. Download it to open it.',
  pixels: 'No preview: the picture has more than 100 million pixels. Download it, or upload a smaller copy.',
  slow: 'No preview: this file took too long to draw. Download it, or try again when there is less to do here.',
  stopped: 'No preview: the program that draws this file stopped several times. Try again, or download the file.',
} as const

export type PreviewReason = keyof typeof previewReasons

/** Those that trying again cannot change: the state is `none`, not `failed`. */
const final: ReadonlySet<PreviewReason> = new Set(['empty', 'kind', 'size', 'pixels'])

export function reasonOf(code: PreviewReason): Reason {
  return { code, message: previewReasons[code] }
}

export function isFinal(code: PreviewReason): boolean {
  return final.has(code)
}
