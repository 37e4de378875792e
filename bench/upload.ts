// What an upload costs: one large file straight into storage and through the whole appliance, and many small ones.
//
//   bench/run.sh upload         on an appliance of its own; or, inside the network of one that runs: node bench/upload.ts
//
//   BENCH_FILES, BENCH_FILE_BYTES    how many small ones, and their size (the others: bench/client.ts, bench/large.ts)
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readSettings } from '@muniment/core/env.ts'
import { z } from 'zod'
import { ask, atOnce, close, memoryWords, offsetStream, sendBlocks, signIn, tusHeaders, watchMemory } from './client.ts'
import {
  bytes,
  closeStorage,
  deleteStraight,
  newKey,
  putStraight,
  rounds,
  speed,
  storageUrl,
  summary,
  uploadLarge,
  waitForCheck,
} from './large.ts'
import { count, percentile, say } from './say.ts'

const settings = readSettings({ BENCH_FILES: count(1000), BENCH_FILE_BYTES: count(10_000) })

/** The same bytes by `mc` in four parts at a time; null where there is no mc. */
async function putWithMc(): Promise<number | null> {
  const key = newKey()
  const started = performance.now()
  const child = spawn('mc', ['--quiet', 'pipe', '--concurrent', '4', `bench/quarantine/${key}`], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', MC_HOST_bench: storageUrl.href },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null)).once('exit', resolve)
  })
  child.stdin.on('error', () => undefined)
  await Promise.race([sendBlocks(child.stdin, bytes), ended])
  const code = await ended
  const seconds = (performance.now() - started) / 1000
  if (code !== 0) return null
  await deleteStraight(key)
  return seconds
}

/** Uploads many small files, so many at once; gives the milliseconds of each. */
async function uploadSmall(roomId: string): Promise<number[]> {
  const body = randomBytes(settings.BENCH_FILE_BYTES)
  const took: number[] = []
  let left = settings.BENCH_FILES
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const started = performance.now()
      const answer = await ask('POST', '/api/v1/uploads', body, { ...tusHeaders(roomId, body.length), ...offsetStream })
      z.uuid().parse(answer.headers['muniment-document'])
      took.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return took.sort((a, b) => a - b)
}

const largestMemory = watchMemory()
const roomId = await signIn()
const straight: number[] = []
const through: number[] = []
say(`${bytes / 1e6} MB in one stream, by turns straight into storage (one PUT) and through proxy and server (tus):`)
for (let round = 1; round <= rounds; round += 1) {
  const key = newKey()
  const put = await putStraight(key)
  await deleteStraight(key)
  const { seconds, documentId } = await uploadLarge(roomId)
  straight.push(put)
  through.push(seconds)
  say(`  round ${round}: straight ${speed(put)}, through ${speed(seconds)}, ratio ${(put / seconds).toFixed(2)}`)
  await waitForCheck(documentId)
}
say(summary(straight, through))
const mc = await putWithMc()
say(mc === null ? 'mc: not here' : `mc, four parts at a time: ${speed(mc)}`)
const began = performance.now()
const small = await uploadSmall(roomId)
const each = small.length / ((performance.now() - began) / 1000)
say(
  `${small.length} files of ${settings.BENCH_FILE_BYTES / 1000} kB, ${atOnce} at a time: ${each.toFixed(0)} in a second, ` +
    `p50 ${percentile(small, 0.5).toFixed(0)} ms, p99 ${percentile(small, 0.99).toFixed(0)} ms`,
)
say(memoryWords(largestMemory()))
close()
closeStorage()
