import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { systemCallFilter } from './filter.ts'

// Whatever reads a document runs in a child of its own: it gets the document as a file in a folder of its own, and no
// secret, no database and no storage. What breaks it, breaks it alone.

/** What this machine's kernel and programs can hold a child with, besides its limits, empty environment and folder. */
export interface Confinement {
  /** Files: nothing but programs, letters and its own folder. */
  landlock: boolean
  /** System calls: the file of the filter. */
  filter: string | null
}

export interface ContainedTask {
  command: string
  args: readonly string[]
  /** Its own: it works and writes here. */
  folder: string
  /** Of the wall clock; then it is killed with all that it started. */
  seconds: number
  /** It makes a socket in /tmp, wherever one tells it to. */
  usesTmp?: boolean
  onLine?: (line: string) => Promise<void>
}

export interface Ended {
  code: number | null
  /** It was killed for its time. */
  late: boolean
  stdout: string
  stderr: string
}

const run = promisify(execFile)
const appFolder = fileURLToPath(new URL('../../', import.meta.url))
/** Programs, their settings and letters; nothing of these is secret. */
const readable = ['/usr', '/bin', '/lib', '/lib64', '/etc', '/var/lib/libreoffice', '/var/cache/fontconfig']
  .concat(dirname(process.execPath), appFolder)
  .filter((path) => existsSync(path))
const everything =
  'execute,write-file,read-file,read-dir,remove-dir,remove-file,make-dir,make-reg,make-sock,make-fifo,make-sym,truncate'
const spokenMost = 64 * 1024

function allow(rights: string, path: string): string[] {
  return ['--landlock-rule', `path-beneath:${rights}:${path}`]
}

function confine({ landlock, filter }: Confinement, folder: string, usesTmp: boolean): string[] {
  const files = [
    '--landlock-access',
    'fs',
    ...readable.flatMap((path) => allow('execute,read-file,read-dir', path)),
    ...allow('read-file,write-file', '/dev'),
    ...allow(everything, folder),
    ...(usesTmp ? allow('read-file,write-file,read-dir,make-sock,remove-file', '/tmp') : []),
  ]
  return ['--no-new-privs', ...(landlock ? files : []), ...(filter === null ? [] : ['--seccomp-filter', filter]), '--']
}

/** Tries what there is to hold children with; what it leaves in `folder` is needed as long as the worker runs. */
export async function probeConfinement(folder: string): Promise<Confinement> {
  const works = async (confinement: Confinement): Promise<boolean> => {
    const args = [...confine(confinement, folder, false), '/usr/bin/true']
    return run('setpriv', args, { timeout: 5000, env: {} }).then(
      () => true,
      () => false,
    )
  }
  await mkdir(folder, { recursive: true })
  const landlock = await works({ landlock: true, filter: null })
  const bytes = systemCallFilter()
  if (bytes === null) return { landlock, filter: null }
  const filter = join(folder, `filter-${process.pid}.bpf`)
  await writeFile(filter, bytes)
  if (await works({ landlock: false, filter })) return { landlock, filter }
  await rm(filter)
  return { landlock, filter: null }
}

/**
 * Runs a program on a document and gives how it ended; never rejects for what the program did. Bounded in memory, in the
 * size of files, in processor and in time. Rejects with the signal's reason when that is aborted.
 */
export async function runContained(confinement: Confinement, task: ContainedTask, signal: AbortSignal): Promise<Ended> {
  signal.throwIfAborted()
  const { folder, seconds, onLine } = task
  const limits = [
    `--data=${previewLimits.memory}`,
    `--fsize=${previewLimits.fileBytes}`,
    `--cpu=${Math.ceil(seconds) * 2}`,
    '--nofile=512',
    '--core=0',
  ]
  const confined = ['setpriv', ...confine(confinement, folder, task.usesTmp ?? false), task.command, ...task.args]
  // choom: when memory is short all the same, it goes first.
  const child = spawn('choom', ['-n', '1000', '--', 'prlimit', ...limits, ...confined], {
    cwd: folder,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that what it starts ends with it.
    detached: true,
  })
  let late = false
  const end = (): void => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nothing of it is left.
    }
  }
  const timer = setTimeout(() => {
    late = true
    end()
  }, seconds * 1000)
  signal.addEventListener('abort', end)
  const heard = { stdout: '', stderr: '' }
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    heard.stderr = (heard.stderr + text).slice(0, spokenMost)
  })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  try {
    if (onLine === undefined) {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (heard.stdout.length < 16 * spokenMost) heard.stdout += text
      })
    } else {
      for await (const line of createInterface({ input: child.stdout })) await onLine(line)
    }
    const code = await closed
    signal.throwIfAborted()
    return { code, late, ...heard }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    // Also what a program that has ended left behind.
    end()
    await closed.catch(() => null)
  }
}
