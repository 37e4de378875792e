import { createHash } from 'node:crypto'
import { copyFile, lstat, mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'

/** Where real files are to be had on most machines. */
const sources = [
  '/usr/share/doc',
  '/usr/include',
  new URL('../node_modules', import.meta.url).pathname,
  '/usr/lib/python3',
  '/usr/share',
]

/** Larger files are left out, so that a test says something about many files and not about large ones. */
const largest = 3_000_000

/** Names that went wrong somewhere once. */
const oddFiles: Record<string, string> = {
  'Größe & Maße/Übersicht №1.txt': 'umlauts',
  'Größe & Maße/e\u0301te\u0301 (decomposed).txt': 'the name is stored composed',
  '日本語/契約書 最終版.txt': 'two scripts',
  'عقود/عقد.txt': 'right to left',
  'emoji 🗂️/📄 file.txt': 'outside the first plane',
  '# 100% "quoted"/a%20b?c=d&e#f.txt': 'what an address would misread',
  '.hidden/.env': 'a dot first',
  'no ending/Makefile': 'all:',
  'empty/nothing.bin': '',
  'empty/also nothing': '',
  "apostrophe's/it's; rm -rf $HOME `id`.sh": 'what a shell would misread',
  'CON/aux.txt': 'reserved elsewhere',
  [`long/${'x'.repeat(240)}.txt`]: 'as long as a disk has it',
  [`${Array.from({ length: 30 }, (_, at) => `level ${at + 1}`).join('/')}/bottom.txt`]: 'as deep as folders go',
}

export interface PlantedFile {
  size: number
  sha256: string
}

/**
 * Copies real files into `root`: `files` in all, in just `folders` folders below it, always the same on one machine, with
 * odd names among them. Gives each by its path as Muniment writes it.
 */
export async function plantRealFiles(
  root: string,
  { files, folders, from = sources }: { files: number; folders: number; from?: readonly string[] },
): Promise<Map<string, PlantedFile>> {
  const planted = new Map<string, PlantedFile>()
  const made = new Set<string>()

  async function plant(path: string, write: (to: string) => Promise<void>): Promise<void> {
    const to = join(root, path)
    await mkdir(dirname(to), { recursive: true })
    await write(to)
    // Disks differ in how finely they keep it.
    await utimes(to, 1_700_000_000 + planted.size, 1_700_000_000 + planted.size)
    for (const one of above(dirname(path))) made.add(one)
    const bytes = await readFile(to)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    planted.set(path.normalize('NFC'), { size: bytes.length, sha256 })
  }

  for (const [path, text] of Object.entries(oddFiles)) await plant(path, (to) => writeFile(to, text))
  const share = Math.ceil((files - planted.size) / (folders - made.size))
  for (const { folder, names, from: original } of await realFolders(from, share)) {
    const wanted = above(folder).filter((one) => !made.has(one)).length
    if (made.size + wanted > folders) continue
    // The last folder brings all that is still missing.
    const last = made.size + wanted === folders
    const missing = files - planted.size - (folders - made.size - wanted)
    if (last && names.length < missing) continue
    for (const name of names.slice(0, last ? missing : Math.min(3 * share, missing))) {
      await plant(join(folder, name), (to) => copyFile(join(original, name), to))
    }
    if (made.size === folders && planted.size === files) break
  }
  if (planted.size !== files || made.size !== folders) {
    throw new Error(`this machine has only ${planted.size} files in ${made.size} folders to plant`)
  }
  return planted
}

/** A folder and all above it. */
function above(folder: string): string[] {
  const parts = folder.split('/')
  return folder === '.' ? [] : parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}

interface RealFolder {
  /** Where it goes, and where it is. */
  folder: string
  from: string
  names: string[]
}

/** The folders of this machine with at least so many files, in an order that mixes them and is the same each time. */
async function realFolders(sources: readonly string[], least: number): Promise<RealFolder[]> {
  const found: RealFolder[] = []
  for (const source of sources) {
    for await (const { from, names } of foldersBelow(source)) {
      if (names.length < least) continue
      found.push({ from, names, folder: join(basename(source), relative(source, from)) })
    }
  }
  const rank = ({ folder }: RealFolder): string => createHash('sha256').update(folder).digest('hex')
  const ranked = found.map((one) => ({ one, rank: rank(one) }))
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ one }) => one)
}

async function* foldersBelow(from: string): AsyncGenerator<{ from: string; names: string[] }> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => [])
  const names: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) yield* foldersBelow(join(from, entry.name))
    else if (entry.isFile() && (await lstat(join(from, entry.name))).size <= largest) names.push(entry.name)
  }
  yield { from, names }
}
