// What a zip of a whole room costs: 12,000 documents and 5 GB, the server's memory meanwhile, and whether the tools that people
// have can open it. Uploading and checking them takes most of the time.
//
//   bench/run.sh archive        on an appliance of its own (settings: bench/client.ts)
//
//   BENCH_LARGE, BENCH_LARGE_BYTES, BENCH_FILES, BENCH_FILE_BYTES    how many large and small documents, and their sizes
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { readSettings } from '@muniment/core/env.ts'
import { z } from 'zod'
import { ask, atOnce, close, offsetStream, open, signIn, tusHeaders, watchMemory } from './client.ts'
import { count, say } from './say.ts'

const run = promisify(execFile)
const settings = readSettings({
  BENCH_LARGE: count(50),
  BENCH_LARGE_BYTES: count(98_000_000),
  BENCH_FILES: count(11_950),
  BENCH_FILE_BYTES: count(10_000),
})

/** Uploads so many documents of this size, each with bytes of its own. */
async function plant(roomId: string, files: number, size: number): Promise<void> {
  const body = randomBytes(size)
  let left = files
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const own = Buffer.from(body)
      own.writeDoubleLE(Math.random())
      await ask('POST', '/api/v1/uploads', own, { ...tusHeaders(roomId, size), ...offsetStream })
    }
  }
  await Promise.all(Array.from({ length: size > 1_000_000 ? 1 : atOnce }, worker))
}

const Archive = z.object({ id: z.uuid(), files: z.number(), bytes: z.number(), withheld: z.number() })

/** The archive of a room, once every document in it is through the virus check. */
async function chooseWhole(roomId: string, files: number): Promise<z.infer<typeof Archive>> {
  for (;;) {
    const answer = await ask('POST', '/api/v1/archives', JSON.stringify({ roomId })).catch(() => null)
    if (answer !== null) {
      const archive = Archive.parse(JSON.parse(answer.body))
      if (archive.files === files) return archive
      say(`  ${archive.files} of ${files} are through the virus check`)
    }
    await sleep(10_000)
  }
}

const files = settings.BENCH_LARGE + settings.BENCH_FILES
const roomId = await signIn()
say(`uploading ${files} documents`)
await plant(roomId, settings.BENCH_FILES, settings.BENCH_FILE_BYTES)
await plant(roomId, settings.BENCH_LARGE, settings.BENCH_LARGE_BYTES)
const archive = await chooseWhole(roomId, files)
await sleep(5000)
const idle = watchMemory()
await sleep(3000)
const before = idle()
const largest = watchMemory()
const folder = await mkdtemp(join(tmpdir(), 'archive-'))
try {
  const path = join(folder, 'room.zip')
  const began = performance.now()
  const response = await open('GET', `/api/v1/archives/${archive.id}/content`)
  await pipeline(response, createWriteStream(path))
  const seconds = (performance.now() - began) / 1000
  const { size } = await stat(path)
  say(
    `${archive.files} documents, ${size} bytes (promised ${response.headers['content-length']}) in ${seconds.toFixed(0)} s`,
  )
  say(`${(size / 1e6 / seconds).toFixed(0)} MB/s`)
  const after = largest()
  if (before === null || after === null) say('memory of the server: not asked')
  else say(`memory of the server: ${(before / 1e6).toFixed(0)} MB before, ${(after / 1e6).toFixed(0)} MB at most`)
  const quiet = { maxBuffer: 100_000_000 }
  await run('unzip', ['-tq', path], quiet)
  say('unzip: every member is whole')
  await run('7z', ['t', '-bso0', path], quiet)
  say('7z: every member is whole')
  const members =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(len(z.namelist()))'
  const { stdout } = await run('python3', ['-c', members, path], quiet)
  say(`python3: ${stdout.trim()} members, every one whole`)
  await run('unzip', ['-q', path, '-d', folder], quiet)
  const checked = await run(
    'sh',
    ['-c', 'cd "$1"/*/ && sha256sum --check --strict --quiet SHA256SUMS && wc -l <SHA256SUMS', 'sh', folder],
    quiet,
  )
  say(`sha256sum: ${checked.stdout.trim()} sums agree`)
} finally {
  await rm(folder, { recursive: true })
  close()
}
