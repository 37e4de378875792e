import { describe, expect, it } from 'vitest'
import { EntryName } from './names.ts'

function faultOf(name: string): string | undefined {
  const result = EntryName.safeParse(name)
  return result.success ? undefined : result.error.issues[0]?.message
}

describe('a name', () => {
  it.each([
    ['plain', 'Report 2026.pdf'],
    ['emoji with a joiner', 'Family 👩‍👧 🚢.png'],
    ['Hebrew', 'דוח שנתי.pdf'],
    ['two dots inside', 'a..b.txt'],
    ['255 characters outside the basic plane', '🚢'.repeat(255)],
    ['quotes and semicolons', `Bob's "final"; draft.docx`],
  ])('may be %s', (_what, name) => {
    expect(EntryName.parse(name)).toBe(name.normalize('NFC'))
  })

  it.each([
    ['a path', '../../etc/passwd', '`/`'],
    ['a Windows path', 'C:\\boot.ini', '`\\`'],
    ['NUL', 'a\u0000b.pdf', 'control character'],
    ['a line break', 'a\nb.pdf', 'control character'],
    ['a right-to-left override', 'invoice\u202Efdp.exe', 'direction mark'],
    ['a right-to-left mark', 'invoice\u200F.pdf', 'direction mark'],
    ['300 characters', 'x'.repeat(300), 'longer than 255'],
    ['256 emoji', '🚢'.repeat(256), 'longer than 255'],
    ['nothing', '', 'empty'],
    ['blanks', '   ', 'empty'],
    ['dots', '..', "can't be a name"],
    ['half a character', 'a\uD83Db', 'broken character'],
  ])('must not be %s, and says so', (_what, name, message) => {
    expect(faultOf(name)).toContain(message)
  })

  it('is trimmed and put into one form', () => {
    expect(EntryName.parse('  Re\u0301sume\u0301.pdf ')).toBe('Résumé.pdf')
  })
})
