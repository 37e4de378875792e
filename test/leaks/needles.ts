import { randomBytes } from 'node:crypto'
import { inflateRawSync, unzipSync } from 'node:zlib'

/** Something that must not be in an answer. */
export interface Needle {
  what: string
  bytes: Buffer
}

/** Letters that nobody else writes: whatever is made of them begins with the same ones, so that one search finds all. */
export function marker(): (name?: string) => string {
  const beginning = randomBytes(9).toString('hex')
  return (name = '') => beginning + name
}

/** What base64 makes of some bytes wherever they lie in a longer row: only letters that depend on nothing beside them. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const written = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    return written.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
  })
}

/** A text in every form in which it might get into an answer. */
export function needlesOf(what: string, text: string): Needle[] {
  const [plain, wide] = [Buffer.from(text), Buffer.from(text, 'utf16le')]
  const forms = [
    plain,
    wide,
    Buffer.from(wide).swap16(),
    Buffer.from(text.toUpperCase()),
    ...[plain.toString('hex'), ...inBase64(plain), ...inBase64(wide)].map((form) => Buffer.from(form)),
  ]
  return forms.map((bytes) => ({ what, bytes }))
}

/** Pieces of a file that are in no other one. */
export function piecesOf(what: string, file: Buffer): Needle[] {
  const length = 32
  const pieces = Array.from({ length: 12 }, (_, at) => {
    const from = Math.floor(((file.length - length) * at) / 11)
    return file.subarray(from, from + length)
  })
  const own = pieces.filter((piece) => piece.length === length && new Set(piece).size >= 8)
  if (own.length === 0) throw new Error(`${what} has no piece that only it has`)
  return own.map((bytes) => ({ what, bytes }))
}

const local = Buffer.from('PK\u0003\u0004', 'latin1')

/** What is packed in an answer: a whole one, or the members of a zip in it. */
function unpacked(body: Buffer): Buffer[] {
  const parts: Buffer[] = []
  const attempt = (open: () => Buffer): void => {
    try {
      parts.push(open())
    } catch {
      // It was not packed in that way.
    }
  }
  if (body[0] === 0x1f || body[0] === 0x78) attempt(() => unzipSync(body))
  for (let at = body.indexOf(local); at !== -1; at = body.indexOf(local, at + 4)) {
    if (at + 30 > body.length || body.readUInt16LE(at + 8) !== 8) continue
    const from = at + 30 + body.readUInt16LE(at + 26) + body.readUInt16LE(at + 28)
    attempt(() => inflateRawSync(body.subarray(from)))
  }
  return parts
}

/** Which of the needles are in one of these. */
export function found(needles: readonly Needle[], ...haystacks: readonly Buffer[]): string[] {
  const all = haystacks.flatMap((one) => [one, ...unpacked(one)])
  return [
    ...new Set(needles.filter(({ bytes }) => all.some((one) => one.includes(bytes))).map(({ what }) => what)),
  ].sort()
}
