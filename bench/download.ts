// What a download costs: one large file straight from storage and through the whole appliance.
//
//   bench/run.sh download       on an appliance of its own (settings: bench/client.ts, bench/large.ts)
import { close, download, memoryWords, signIn, watchMemory } from './client.ts'
import {
  bytes,
  closeStorage,
  deleteStraight,
  getStraight,
  newKey,
  putStraight,
  rounds,
  secondsOf,
  speed,
  summary,
  uploadLarge,
  waitForCheck,
} from './large.ts'
import { say } from './say.ts'

const roomId = await signIn()
const key = newKey()
await putStraight(key)
try {
  await compare()
} finally {
  await deleteStraight(key)
  close()
  closeStorage()
}

async function compare(): Promise<void> {
  const { documentId } = await uploadLarge(roomId)
  const state = await waitForCheck(documentId)
  if (state !== 'available') throw new Error(`the file is ${state}`)
  const largestMemory = watchMemory()
  const straight: number[] = []
  const through: number[] = []
  say(`${bytes / 1e6} MB in one stream, by turns straight from storage and through server and proxy:`)
  for (let round = 1; round <= rounds; round += 1) {
    const get = await secondsOf(() => getStraight(key))
    const seconds = await secondsOf(() => download(`/api/v1/documents/${documentId}/content`))
    straight.push(get)
    through.push(seconds)
    say(`  round ${round}: straight ${speed(get)}, through ${speed(seconds)}, ratio ${(get / seconds).toFixed(2)}`)
  }
  say(summary(straight, through))
  say(memoryWords(largestMemory()))
}
