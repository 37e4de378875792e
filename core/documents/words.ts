import { z } from 'zod'

// What people write about documents. Written as escapes on purpose: these characters are invisible or reorder the text.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Surrogate}]/gu
const spaces = /\s+/gu

/**
 * Text in NFC, trimmed, without what nobody can see; its white space is single spaces unless it has lines. Empty is
 * allowed; at most `longest` code points.
 */
export function PlainText(longest: number, { lines = false }: { lines?: boolean } = {}) {
  return z
    .string()
    .max(4 * longest, `This is longer than ${longest} characters. Shorten it.`)
    .transform((text) => {
      const clean = text.replaceAll('\r\n', '\n').replaceAll(controls, '').normalize('NFC')
      return (lines ? clean : clean.replaceAll(spaces, ' ')).trim()
    })
    .refine((text) => [...text].length <= longest, `This is longer than ${longest} characters. Shorten it.`)
}

const longestTag = 60
const mostTags = 50

/** A tag is small letters, so that one thing has one tag; a comma stands between tags. */
export const Tag = PlainText(longestTag)
  .transform((tag) => tag.toLowerCase().normalize('NFC'))
  .refine((tag) => tag !== '', 'A tag has at least one letter.')
  .refine((tag) => [...tag].length <= longestTag, `A tag has ${longestTag} characters at most.`)
  .refine((tag) => !tag.includes(','), 'A tag has no comma. Make two of it.')

export const Tags = z
  .array(Tag)
  .max(mostTags, `A document has ${mostTags} tags at most.`)
  .transform((tags) => [...new Set(tags)].sort())
