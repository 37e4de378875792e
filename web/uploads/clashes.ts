import type { Clash, PlacedClash } from '@muniment/core/documents/clashes.ts'
import { api, ApiProblem } from '../api.ts'
import type { Chosen } from './chosen.ts'
import type { Place } from './place.ts'
import { fingerprint } from './fingerprint.ts'
import { journal, type Sent } from './journal.ts'
import { eachOf } from './persistently.ts'
import { inPieces } from './pieces.ts'

/** A file whose name is taken where it is to go. */
export interface Clashing {
  file: File
  place: Place
  /** The document with that name that changed last. */
  document: Clash
}

export type Choice = 'version' | 'both' | 'skip'

/** Asks a person what is to be done with each; null: nothing is to be sent. */
export type Decide = (clashing: readonly Clashing[]) => Promise<readonly Choice[] | null>

export interface ToSettle {
  file: File
  place: Place
  /** Its folder was just made, so no name is taken there. */
  fresh: boolean
}

type Patiently = <T>(work: () => Promise<T>) => Promise<T>

const NAMES_AT_ONCE = 200

/** Only files up to here are read to compare them: the rest is left to the server. */
const COMPARED = 64_000_000
const COMPARED_AT_ONCE = 4

/** An upload that ended while nobody heard of it is remembered by the server for a day. */
const REMEMBERED = 20 * 60 * 60 * 1000

/**
 * What is to be sent: files with names of their own as they are, those that are there already not at all, others as
 * `decide` says, asked once for all of them.
 */
export async function settleClashes(
  files: readonly ToSettle[],
  decide: Decide,
  patiently: Patiently = (work) => work(),
): Promise<Chosen[] | null> {
  const taken = new Taken(patiently)
  await taken.ask(files.filter(({ fresh }) => !fresh))
  const remembered = await journal.read(
    files.map(({ file, place }) => fingerprint(file, { ...place, versionOf: null })),
  )
  const settled = await eachOf(files, COMPARED_AT_ONCE, async ({ file, place }, at): Promise<Chosen | Clashing> => {
    const sent = remembered[at]
    const begun = sent && sent.documentId === null && Date.now() - sent.at < REMEMBERED ? { key: sent.key } : {}
    const document = taken.by(place, file.name)
    if (!document) return { file, place, ...begun }
    if (await isSame(file, document, sent)) return { file, place, same: true }
    // Begun by an earlier page and the same size: that document is what became of it, or will be.
    if ('key' in begun && document.size === file.size && document.version === 1) return { file, place, ...begun }
    return { file, place, document }
  })
  const clashing = settled.filter((one) => 'document' in one)
  if (clashing.length === 0) return settled.filter((one) => !('document' in one))
  const choices = await decide(clashing)
  if (choices === null) return null
  const choiceOf = new Map(clashing.map((one, at) => [one, choices[at] ?? 'skip']))
  const both = clashing.filter((one) => choiceOf.get(one) === 'both')
  const renamed = await otherNames(both, patiently)
  return settled.flatMap((one): Chosen[] => {
    if (!('document' in one)) return [one]
    const { file, place, document } = one
    const choice = choiceOf.get(one)
    if (choice === 'both') return [{ file, place, name: renamed.get(one) ?? file.name }]
    return choice === 'version' ? [{ file, place, versionOf: document.documentId }] : []
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
async function otherNames(clashing: readonly Clashing[], patiently: Patiently): Promise<Map<Clashing, string>> {
  const candidates = ({ file }: Clashing) => Array.from({ length: TRIED }, (_, at) => numbered(nameOf(file), at + 2))
  const taken = new Taken(patiently)
  await taken.ask(clashing.flatMap((one) => candidates(one).map((name) => ({ file: { name }, place: one.place }))))
  const given = new Set<string>()
  const names = new Map<Clashing, string>()
  for (const one of clashing) {
    const key = (name: string) => `${placeKey(one.place)} ${name}`
    const free = candidates(one).find((name) => !taken.by(one.place, name) && !given.has(key(name)))
    const name = free ?? numbered(nameOf(one.file), TRIED + 2)
    // Two files of one name in one drop get two numbers.
    given.add(key(name))
    names.set(one, name)
  }
  return names
}

const normal = (name: string): string => name.normalize('NFC').trim()
const nameOf = ({ name }: { name: string }): string => normal(name)
const placeKey = ({ roomId, folderId }: Place): string => folderId ?? roomId

/** Which names are taken where. */
class Taken {
  readonly #patiently: Patiently
  readonly #found = new Map<string, Clash>()

  constructor(patiently: Patiently) {
    this.#patiently = patiently
  }

  /** Of documents with that name the one that changed last; one that may be replaced goes before others. */
  by(place: Place, name: string): Clash | undefined {
    return this.#found.get(`${placeKey(place)} ${normal(name)}`)
  }

  async ask(files: readonly { file: { name: string }; place: Place }[]): Promise<void> {
    const asked = new Map(
      files.map(({ file, place }) => [`${placeKey(place)} ${nameOf(file)}`, { name: nameOf(file), place }]),
    )
    // An id is 36 characters; 150 places are fewer than one request takes.
    const pieces = inPieces([...asked.values()], NAMES_AT_ONCE, ({ name }) => name.length + 60)
    for (const piece of pieces) await this.#askFor(piece)
  }

  async #askFor(names: readonly { name: string; place: Place }[]): Promise<void> {
    const [first] = names
    if (!first) return
    const { roomId, organization } = first.place
    const places = [...Map.groupBy(names, ({ place }) => place.folderId)].map(([folderId, some]) => ({
      folderId,
      names: some.map(({ name }) => name),
    }))
    const answer = await this.#patiently(() =>
      api<{ items: PlacedClash[] }>(`/rooms/${roomId}/clashes/places`, {
        method: 'POST',
        body: { places },
        organization,
      }),
    ).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status === 400) return null
      throw error
    })
    if (answer === null) {
      // One of them can't be a name, which is told when its file is sent. The others are asked about without it.
      const half = Math.ceil(names.length / 2)
      if (names.length > 1) for (const some of [names.slice(0, half), names.slice(half)]) await this.#askFor(some)
      return
    }
    for (const one of answer.items) {
      const key = `${one.folderId ?? roomId} ${one.name}`
      const known = this.#found.get(key)
      if (!known || (!known.addVersion && one.addVersion)) this.#found.set(key, one)
    }
  }
}

/** The bytes are known to be the same, or this browser sent this very file there and nothing changed it since. */
async function isSame(file: File, document: Clash, sent: Sent | undefined): Promise<boolean> {
  if (file.size !== document.size) return false
  if (sent?.documentId === document.documentId && document.version === 1) return true
  // Absent without TLS.
  const { subtle } = globalThis.crypto
  if (!subtle || document.sha256 === null || file.size > COMPARED) return false
  // What can't be read is told when it is sent.
  const bytes = await file.arrayBuffer().catch(() => null)
  if (bytes === null) return false
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') === document.sha256
}
