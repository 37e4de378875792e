import { beginsAsZip, encrypted, findArchive, readDirectory, type Layout, type Member } from './directory.ts'
import { Hold, type HoldCode } from './hold.ts'
import {
  openNested,
  placeMember,
  refuseHidden,
  refuseOverlap,
  refuseUnlisted,
  unpack,
  type PlacedMember,
  type Scratch,
} from './member.ts'
import { cachedSource, sliceOf, type ByteSource } from './source.ts'

/** What an archive may be, counted over everything inside it. Sizes are bytes once unpacked. */
export interface GateLimits {
  entries: number
  size: number
  memberSize: number
  /** Unpacked bytes per stored byte, judged only where there are more than `ratioFloor` of them. */
  ratio: number
  ratioFloor: number
  depth: number
}

export const gateLimits: GateLimits = {
  entries: 10_000,
  size: 4_000_000_000,
  // What clamd takes at once (StreamMaxLength).
  memberSize: 2000 * 1024 * 1024,
  ratio: 200,
  ratioFloor: 50_000_000,
  depth: 3,
}

export type GateVerdict =
  | { ok: true; archive: boolean; zip64: boolean; members: number; size: number }
  | { ok: false; code: HoldCode; message: string }

export interface GateOptions {
  scratch: Scratch
  limits?: GateLimits
  signal?: AbortSignal
}

/** Called for each member that the virus scanner does not look into by itself when it gets the archive as a whole. */
export type MemberVisitor = (member: { size: number; bytes: () => AsyncIterable<Buffer> }) => Promise<void>

interface Walk {
  limits: GateLimits
  scratch: Scratch
  signal: AbortSignal | undefined
  visit: MemberVisitor | undefined
  fileSize: number
  entries: number
  size: number
  archives: number
  zip64: boolean
}

/**
 * Judges a file before the virus scanner sees it: what is not a zip passes; a zip passes when its central directory and
 * every member keep to the limits and tell one consistent story, down to three archives inside each other. Reads the
 * file in pieces and unpacks to a bounded scratch folder only what is an archive itself. A failing source throws.
 */
export async function passGate(source: ByteSource, options: GateOptions): Promise<GateVerdict> {
  return walk(source, options)
}

/** Walks the tree as the gate does and calls `visit` for every member of an archive with zip64 records. */
export async function visitUnseen(
  source: ByteSource,
  options: GateOptions,
  visit: MemberVisitor,
): Promise<GateVerdict> {
  return walk(source, options, visit)
}

async function walk(source: ByteSource, options: GateOptions, visit?: MemberVisitor): Promise<GateVerdict> {
  const state: Walk = {
    limits: options.limits ?? gateLimits,
    scratch: { ...options.scratch },
    signal: options.signal,
    visit,
    fileSize: source.size,
    entries: 0,
    size: 0,
    archives: 0,
    zip64: false,
  }
  try {
    await enter(state, cachedSource(source), 1)
    return { ok: true, archive: state.archives > 0, zip64: state.zip64, members: state.entries, size: state.size }
  } catch (error) {
    if (error instanceof Hold) return { ok: false, code: error.code, message: error.message }
    throw error
  }
}

/** Looks into the archive at the end of a source, then into the one in front of that, as in a tar of zips. */
async function enter(state: Walk, source: ByteSource, depth: number): Promise<void> {
  for (let rest = source; ;) {
    const layout = await findArchive(rest)
    if (!layout) return
    if (depth > state.limits.depth) {
      throw new Hold(
        'archive_nested',
        `This archive holds archives inside archives, more than ${state.limits.depth} deep. Unpack the inner ones and upload those.`,
      )
    }
    await judgeArchive(state, rest, layout, depth)
    if (layout.before === 0) return
    rest = sliceOf(rest, 0, layout.before)
  }
}

async function judgeArchive(state: Walk, source: ByteSource, layout: Layout, depth: number): Promise<void> {
  state.archives++
  countEntries(state, layout.entryCount)
  const listed = await readDirectory(layout)
  for (const member of listed) judgeMember(state, member)

  const members: PlacedMember[] = []
  for (const member of listed) members.push(await placeMember(layout, member))
  refuseOverlap(members)
  await refuseUnlisted(layout.source, members, layout.directoryStart)
  // In front of a self-extractor's archive is a program, which the scanner reads as it is.
  if (beginsAsZip(await source.read(0, 4))) {
    await refuseHidden(source, 0, layout.before)
    await refuseHidden(source, source.size - layout.after, source.size)
  }

  const zip64 = layout.zip64 || members.some((member) => member.zip64)
  state.zip64 ||= zip64
  for (const member of members) await lookInto(state, layout, member, zip64, depth)
}

async function lookInto(
  state: Walk,
  layout: Layout,
  member: PlacedMember,
  unseen: boolean,
  depth: number,
): Promise<void> {
  state.signal?.throwIfAborted()
  if (member.isFolder && member.compressedSize === 0) return
  const nested = await openNested(layout.source, member, state.scratch, state.signal)
  try {
    if (nested) await enter(state, nested.source, depth + 1)
  } finally {
    await nested?.release()
  }
  if (unseen && state.visit && member.size > 0) {
    await state.visit({ size: member.size, bytes: () => unpack(layout.source, member, state.signal) })
  }
}

function countEntries(state: Walk, entries: number): void {
  state.entries += entries
  if (state.entries > state.limits.entries) {
    throw new Hold(
      'archive_entries',
      `This archive holds more than ${state.limits.entries} files, too many to check. Split it into smaller archives.`,
    )
  }
}

function judgeMember(state: Walk, member: Member): void {
  const { limits } = state
  if (member.encrypted) throw encrypted()
  if (member.method !== 0 && member.method !== 8) {
    throw new Hold(
      'archive_malformed',
      `This archive is packed by a method (${member.method}) that cannot be opened for the virus check. Pack it again as an ordinary zip.`,
    )
  }
  state.size += member.size
  if (member.size > limits.memberSize || state.size > limits.size) {
    throw new Hold(
      'archive_size',
      'This archive is too large once unpacked to be checked. Split it into smaller archives.',
    )
  }
  const swells =
    (member.size > limits.ratioFloor && member.size > member.compressedSize * limits.ratio) ||
    (state.size > limits.ratioFloor && state.size > state.fileSize * limits.ratio)
  if (swells) {
    throw new Hold(
      'archive_ratio',
      `This archive grows to more than ${limits.ratio} times its size when unpacked, as archives made to fill a disk do. Upload its files by themselves.`,
    )
  }
}
