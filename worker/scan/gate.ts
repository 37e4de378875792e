import { gunzip, headSize, isGzip, isTar, tarMembers } from './containers.ts'
import { beginsAsZip, encrypted, findArchive, readDirectory, type Layout, type Member } from './directory.ts'
import { Hold, type HoldCode } from './hold.ts'
import {
  keepIfHolder,
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
 * Judges a file before the virus scanner sees it: what holds no zip passes; a zip, also in a tar or gzip, passes when its central directory and
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

/** Looks into the zip at the end of a source, then into the one in front of that, then at what these were wrapped in. */
async function enter(state: Walk, source: ByteSource, depth: number): Promise<void> {
  const wrapped = isTar(await source.read(0, Math.min(headSize, source.size)))
  let rest = source
  for (;;) {
    const layout = await findArchive(rest)
    if (!layout) return enterWrapping(state, rest, depth)
    const level = wrapped ? depth + 1 : depth
    countDepth(state, level)
    await judgeArchive(state, rest, layout, level)
    if (layout.before === 0) return undefined
    rest = sliceOf(rest, 0, layout.before)
  }
}

/** The scanner opens gzips and tars by itself; here they are opened for the zips in them. */
async function enterWrapping(state: Walk, source: ByteSource, depth: number): Promise<void> {
  const head = await source.read(0, Math.min(headSize, source.size))
  if (isTar(head)) {
    countDepth(state, depth)
    for await (const { start, size } of tarMembers(source)) {
      countEntries(state, 1)
      countSize(state, size, size)
      await enter(state, sliceOf(source, start, size), depth + 1)
    }
  } else if (isGzip(head)) {
    countDepth(state, depth)
    const before = state.size
    const nested = await keepIfHolder(() => countedGunzip(state, source, before), state.scratch)
    try {
      // A tar in a gzip is one archive to everybody but us.
      if (nested) {
        const inner = await nested.source.read(0, Math.min(headSize, nested.source.size))
        await enter(state, nested.source, isTar(inner) ? depth : depth + 1)
      }
    } finally {
      await nested?.release()
    }
  }
}

/** Its size is not written anywhere to be trusted, so it is judged while it grows; it may be unpacked twice. */
async function* countedGunzip(state: Walk, source: ByteSource, before: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of gunzip(source)) {
    state.signal?.throwIfAborted()
    size += chunk.length
    state.size = before
    countSize(state, size, source.size)
    yield chunk
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

function countDepth(state: Walk, depth: number): void {
  if (depth <= state.limits.depth) return
  throw new Hold(
    'archive_nested',
    `This archive holds archives inside archives, more than ${state.limits.depth} deep. Unpack the inner ones and upload those.`,
  )
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

function countSize(state: Walk, size: number, packedSize: number): void {
  const { limits } = state
  state.size += size
  if (size > limits.memberSize || state.size > limits.size) {
    throw new Hold(
      'archive_size',
      'This archive is too large once unpacked to be checked. Split it into smaller archives.',
    )
  }
  const swells =
    (size > limits.ratioFloor && size > packedSize * limits.ratio) ||
    (state.size > limits.ratioFloor && state.size > state.fileSize * limits.ratio)
  if (swells) {
    throw new Hold(
      'archive_ratio',
      `This archive grows to more than ${limits.ratio} times its size when unpacked, as archives made to fill a disk do. Upload its files by themselves.`,
    )
  }
}

function judgeMember(state: Walk, member: Member): void {
  if (member.encrypted) throw encrypted()
  if (member.method !== 0 && member.method !== 8) {
    throw new Hold(
      'archive_malformed',
      `This archive is packed by a method (${member.method}) that cannot be opened for the virus check. Pack it again as an ordinary zip.`,
    )
  }
  countSize(state, member.size, member.compressedSize)
}
