import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { pdfOf } from '../test/previewFiles.ts'
import { WorkerBench } from '../test/worker.ts'

// How long readers wait: from the last byte of an upload to its first page and to all of them, through the real worker,
// its virus check included; and how much memory the children that draw take. Needs the services of test/compose.yaml:
//   node bench/previews.ts

const redisNumber = 13
const sizeOf = (bytes: Buffer): string => `${(bytes.length / 1e6).toFixed(1)} MB`

/** Sixty lines of words on each of 300 pages, as a report has them. */
function report(): Buffer {
  const line =
    'The Company carries grain, fertiliser and timber between the small ports of the North Sea and the Baltic.'
  const lines = Array.from({ length: 60 }, (_, index) => `1 0 0 1 60 ${790 - index * 12} Tm (${line}) Tj`)
  const content = `BT /F1 9 Tf ${lines.join(' ')} ET`
  return pdfOf(
    Array.from({ length: 300 }, () => 'page'),
    { content },
  )
}

async function photograph(): Promise<Buffer> {
  const size = { width: 6000, height: 4000, channels: 3 as const }
  const noise = { type: 'gaussian', mean: 128, sigma: 12 } as const
  return sharp({ create: { ...size, background: 'teal', noise } })
    .jpeg()
    .toBuffer()
}

const rows = (): Buffer =>
  Buffer.from(
    Array.from({ length: 100_000 }, (_, index) => `${index},Pier 4,"Grain, loose",${index * 7},2026-11-22`).join('\n'),
  )

/** The most resident memory (MB) of any process below `root` now, by its command. */
function children(root: number, most: Map<string, number>): void {
  const parents = new Map<number, { parent: number; command: string; memory: number }>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8')
      const field = (key: string): string => new RegExp(`^${key}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '0'
      parents.set(Number(name), {
        parent: Number(field('PPid')),
        command: field('Name'),
        memory: Number(field('VmHWM')) / 1000,
      })
    } catch {
      // It has ended meanwhile.
    }
  }
  for (const { parent, command, memory } of parents.values()) {
    if (parent === root) most.set(command, Math.max(most.get(command) ?? 0, memory))
  }
}

const files: [string, Buffer][] = [
  ['PDF of 300 pages', report()],
  ['photograph of 24 megapixels', await photograph()],
  ['100,000 rows of CSV', rows()],
]
const bench = await WorkerBench.open(redisNumber)
try {
  const worker = await bench.startWorker()
  const root = worker.process.pid ?? 0
  for (const [what, bytes] of files) {
    const most = new Map<string, number>()
    const began = performance.now()
    const [versionId] = await bench.upload(1, () => bytes)
    if (what.includes('CSV'))
      await bench.database.peek(`update documents set name = 'rows.csv' where current_version_id = $1`, [versionId])
    let first: number | null = null
    for (;;) {
      const [row] = await bench.database.peek<{ state: string; made: number }>(
        'select state, made from previews where version_id = $1',
        [versionId],
      )
      children(root, most)
      if (row && row.made > 0) first ??= performance.now() - began
      if (row && !['waiting', 'making'].includes(row.state)) {
        const seconds = (milliseconds: number | null): string => `${((milliseconds ?? 0) / 1000).toFixed(2)} s`
        const memory = [...most].map(([command, megabytes]) => `${command} ${megabytes.toFixed(0)} MB`).join(', ')
        process.stdout.write(
          `${what} (${sizeOf(bytes)}): ${row.state}, first page ${seconds(first)}, all ${row.made} ${seconds(performance.now() - began)}; ${memory}\n`,
        )
        break
      }
      await sleep(20)
    }
  }
} finally {
  await bench.close()
}
