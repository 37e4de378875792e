import type { Clash } from '@muniment/core/documents/clashes.ts'
import { api } from '../api.ts'
import type { Chosen } from './chosen.ts'
import type { Place } from './engine.ts'

/** A file whose name is taken where it is to go. */
export interface Clashing {
  file: File
  /** The document with that name that changed last. */
  document: Clash
  /** The bytes are known to be the same. */
  same: boolean
}

export type Choice = 'version' | 'both' | 'skip'

/** Asks a person what is to be done with each; null: nothing is to be sent. */
export type Decide = (clashing: readonly Clashing[], place: Place) => Promise<readonly Choice[] | null>

const NAMES_AT_ONCE = 500

/** A request holds 100 kB; names may be long. */
const CHARACTERS_AT_ONCE = 20_000

/** Only files up to here are read to compare them: the rest is left to the server. */
const COMPARED = 64_000_000

/** What is to be sent: files with names of their own as they are, others as `decide` says. */
export async function settleClashes(files: readonly File[], place: Place, decide: Decide): Promise<Chosen[] | null> {
  const taken = await askNames(
    files.map(({ name }) => name),
    place,
  )
  const clashing: Clashing[] = []
  for (const file of files) {
    const document = taken.get(nameOf(file))
    if (document) clashing.push({ file, document, same: await isSame(file, document) })
  }
  if (clashing.length === 0) return files.map((file) => ({ file }))
  const choices = await decide(clashing, place)
  if (choices === null) return null
  const choiceOf = new Map(clashing.map(({ file }, at) => [file, choices[at] ?? 'skip']))
  const renamed = await otherNames(
    files.filter((file) => choiceOf.get(file) === 'both'),
    place,
  )
  return files.flatMap((file): Chosen[] => {
    const choice = choiceOf.get(file)
    if (choice === undefined) return [{ file }]
    if (choice === 'skip') return []
    if (choice === 'both') return [{ file, name: renamed.get(file) ?? file.name }]
    return [{ file, versionOf: taken.get(nameOf(file))?.documentId ?? null }]
  })
}

/** "Report.pdf" as its nth namesake: "Report (2).pdf". */
export function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  return `${stem} (${number})${ending}`
}

const TRIED = 10

/** For each file the first numbered name that nobody there has. */
async function otherNames(files: readonly File[], place: Place): Promise<Map<File, string>> {
  const candidates = (file: File) => Array.from({ length: TRIED }, (_, at) => numbered(nameOf(file), at + 2))
  const taken = new Set((await askNames(files.flatMap(candidates), place)).keys())
  const names = new Map<File, string>()
  for (const file of files) {
    const name = candidates(file).find((one) => !taken.has(one)) ?? numbered(nameOf(file), TRIED + 2)
    // Two files of one name in one drop get two numbers.
    taken.add(name)
    names.set(file, name)
  }
  return names
}

const nameOf = ({ name }: File): string => name.normalize('NFC').trim()

/** Of each name that is taken, the document that changed last; one that may be replaced goes before others. */
async function askNames(names: readonly string[], place: Place): Promise<Map<string, Clash>> {
  const taken = new Map<string, Clash>()
  const path = place.folderId === null ? `/rooms/${place.roomId}` : `/folders/${place.folderId}`
  for (const some of inPieces([...new Set(names.map((name) => name.normalize('NFC').trim()))])) {
    const { items } = await api<{ items: Clash[] }>(`${path}/clashes`, {
      method: 'POST',
      body: { names: some },
      organization: place.organization,
    }).catch(() => ({ items: [] }))
    for (const one of items) {
      const known = taken.get(one.name)
      if (!known || (!known.addVersion && one.addVersion)) taken.set(one.name, one)
    }
  }
  return taken
}

function inPieces(names: readonly string[]): string[][] {
  const pieces: string[][] = []
  let characters = 0
  for (const name of names) {
    const last = pieces.at(-1)
    if (last === undefined || last.length === NAMES_AT_ONCE || characters + name.length > CHARACTERS_AT_ONCE) {
      pieces.push([name])
      characters = name.length
    } else {
      last.push(name)
      characters += name.length
    }
  }
  return pieces
}

async function isSame(file: File, document: Clash): Promise<boolean> {
  // Absent without TLS.
  const { subtle } = globalThis.crypto
  if (!subtle || document.sha256 === null || file.size !== document.size || file.size > COMPARED) return false
  const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') === document.sha256
}
