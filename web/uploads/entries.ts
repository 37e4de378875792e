/** A file and the folders it came in, outermost first. */
export interface DroppedFile {
  file: File
  path: string[]
}

/**
 * What was dropped, folders walked through to their files. The list of a drop is emptied once its handler returns, so
 * call this first thing in it.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries: FileSystemEntry[] = []
  const plain: File[] = []
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    const file = entry ? null : item.getAsFile()
    if (entry) entries.push(entry)
    if (file) plain.push(file)
  }
  const found = plain.map((file): DroppedFile => ({ file, path: [] }))
  for (const entry of entries) await collect(entry, [], found)
  return found
}

/** What was chosen with the folder picker. */
export function pickedFiles(files: Iterable<File>): DroppedFile[] {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath.split('/').slice(0, -1) }))
}

async function collect(entry: FileSystemEntry, path: string[], found: DroppedFile[]): Promise<void> {
  if (isFile(entry)) {
    found.push({ file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), path })
  } else if (isDirectory(entry)) {
    for (const child of await children(entry)) await collect(child, [...path, entry.name], found)
  }
}

async function children(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
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
