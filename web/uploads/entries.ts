/** A file and the folders it came in, outermost first. */
export interface DroppedFile {
  file: File
  path: string[]
  /** Why the browser could not read it; then `file` has its name alone. */
  fault?: string
}

export interface Dropped {
  files: DroppedFile[]
  /** Folders without a file in them, which are to be there all the same. */
  emptyFolders: string[][]
}

/** Asked of the disk side by side. */
const AT_ONCE = 32

/**
 * What was dropped, folders walked through to their files. The list of a drop is emptied once its handler returns, so
 * call this first thing in it. `onFound` hears how many there are so far.
 */
export async function droppedFiles(
  transfer: DataTransfer,
  onFound: (files: number) => void = () => {},
): Promise<Dropped> {
  const entries: FileSystemEntry[] = []
  const plain: File[] = []
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    const file = entry ? null : item.getAsFile()
    if (entry) entries.push(entry)
    if (file) plain.push(file)
  }
  const dropped: Dropped = { files: plain.map((file): DroppedFile => ({ file, path: [] })), emptyFolders: [] }
  await collect(entries, [], dropped, onFound)
  return dropped
}

/** What was chosen with the folder picker. */
export function pickedFiles(files: Iterable<File>): Dropped {
  const picked = [...files].map((file) => ({ file, path: file.webkitRelativePath.split('/').slice(0, -1) }))
  return { files: picked, emptyFolders: [] }
}

async function collect(
  entries: readonly FileSystemEntry[],
  path: string[],
  dropped: Dropped,
  onFound: (files: number) => void,
): Promise<void> {
  const files = entries.filter(isFile)
  for (let from = 0; from < files.length; from += AT_ONCE) {
    dropped.files.push(...(await Promise.all(files.slice(from, from + AT_ONCE).map((entry) => read(entry, path)))))
    onFound(dropped.files.length)
  }
  for (const entry of entries.filter(isDirectory)) {
    const inside = [...path, entry.name]
    const children = await childrenOf(entry).catch(() => null)
    if (children === null) {
      const fault = `The folder ${entry.name} could not be read on your disk. Check that you may read it; then drop it again.`
      dropped.files.push({ file: new File([], entry.name), path, fault })
      continue
    }
    if (children.length === 0) dropped.emptyFolders.push(inside)
    await collect(children, inside, dropped, onFound)
  }
}

async function read(entry: FileSystemFileEntry, path: string[]): Promise<DroppedFile> {
  try {
    return { file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), path }
  } catch {
    const fault = `${entry.name} could not be read on your disk. Check that it is still there and that you may read it; then drop it again.`
    return { file: new File([], entry.name), path, fault }
  }
}

async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    // Chromium gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
