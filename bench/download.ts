// What a download costs: one large file straight from storage and through the whole appliance.
//
//   bench/run.sh download       on an appliance of its own (settings: bench/client.ts, bench/large.ts)
import { close, memoryWords, open, say, signIn, watchMemory } from './client.ts'
import {
  bytes,
  closeStorage,
  deleteStraight,
  getStraight,
  newKey,
  putStraight,
  readWhole,
  rounds,
  speed,
  summary,
  uploadLarge,
  waitForCheck,
} from './large.ts'

/** Downloads it in one stream; gives seconds. */
async function download(documentId: string): Promise<number> {
  const started = performance.now()
  await readWhole(await open('GET', `/api/v1/documents/${documentId}/content`))
  return (performance.now() - started) / 1000
}

const roomId = await signIn()
const key = newKey()
await putStraight(key)
const { documentId } = await uploadLarge(roomId)
const state = await waitForCheck(documentId)
if (state !== 'available') throw new Error(`the file is ${state}`)
const largestMemory = watchMemory()
const straight: number[] = []
const through: number[] = []
say(`${bytes / 1e6} MB in one stream, by turns straight from storage and through server and proxy:`)
for (let round = 1; round <= rounds; round += 1) {
  const get = await getStraight(key)
  const seconds = await download(documentId)
  straight.push(get)
  through.push(seconds)
  say(`  round ${round}: straight ${speed(get)}, through ${speed(seconds)}, ratio ${(get / seconds).toFixed(2)}`)
}
say(summary(straight, through))
say(memoryWords(largestMemory()))
await deleteStraight(key)
close()
closeStorage()
