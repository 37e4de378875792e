// How every bench is set, how it times, and what it prints.
import { z } from 'zod'

export const count = (value: number) => z.coerce.number().int().min(1).default(value)

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** The time below which such a share of all lies (ms); `sorted` ascending. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

/** Prints the spread of `times` (ms). */
export function sayTimes(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string => percentile(sorted, share).toFixed(1)
  say(`${name.padEnd(66)} p50 ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)} ms`)
}

/** How long each of so many takes, one after another (ms). */
export async function timesOf(asked: number, work: (number: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let number = 0; number < asked; number += 1) {
    const from = performance.now()
    await work(number)
    took.push(performance.now() - from)
  }
  return took
}

/** Prints how fast the machine is just now, by work that is always the same: figures of two runs compare only beside it. */
export function sayPace(): void {
  let sum = 0
  const times = Array.from({ length: 50 }, () => {
    const from = performance.now()
    for (let number = 0; number < 3e6; number += 1) sum += number % 7
    return performance.now() - from
  })
  sayTimes(sum > 0 ? 'the pace of the machine: three million additions' : '', times)
}
