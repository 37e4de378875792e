import { z } from 'zod'

// Written as escapes on purpose: these characters are invisible or reorder the text around them.
const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/
const directionControl = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const loneSurrogate = /\p{Surrogate}/u

/** 255 characters, counted as people count code points. */
const longest = 255

/** The name of a room, folder or document: Unicode in NFC, trimmed, and nothing that could deceive or break a path. */
export const EntryName = z
  .string()
  .max(4 * longest, `Name is longer than ${longest} characters. Shorten it.`)
  .transform((name) => name.normalize('NFC').trim())
  .superRefine((name, check) => {
    const fault = faultOfName(name)
    if (fault) check.addIssue({ code: 'custom', message: fault })
  })
  .meta({
    id: 'EntryName',
    description: 'NFC, trimmed, 1 to 255 characters; no /, \\, control or direction-control characters',
  })

/** What is wrong with a (normalized, trimmed) name and what to do, or null. */
export function faultOfName(name: string): string | null {
  if (name === '') return 'Name is empty. Give it at least one letter or digit.'
  if ([...name].length > longest) return `Name is longer than ${longest} characters. Shorten it.`
  if (name === '.' || name === '..') return `"${name}" can't be a name, because it means a folder. Choose another.`
  if (name.includes('/')) return "Name has `/`, which isn't allowed. Try `Q1-Q2`."
  if (name.includes('\\')) return "Name has `\\`, which isn't allowed. Try `Q1-Q2`."
  if (controlCharacter.test(name)) return "Name has a control character, which isn't allowed. Type the name again."
  if (directionControl.test(name)) {
    return "Name has an invisible direction mark, which can disguise a file's type. Type the name again."
  }
  if (loneSurrogate.test(name)) return 'Name has a broken character. Type the name again.'
  return null
}
