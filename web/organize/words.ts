import type { BulkAct } from '@muniment/core/bulk/schema.ts'
import { count, figure } from '../frame/format.ts'
import type { BulkTold } from '../realtime.ts'

export type Doing = BulkAct['do']

const words: Record<Doing, { running: string; done: string }> = {
  move: { running: 'Moving', done: 'moved' },
  copy: { running: 'Copying', done: 'copied' },
  trash: { running: 'Deleting', done: 'deleted' },
  restore: { running: 'Restoring', done: 'restored' },
  classify: { running: 'Changing', done: 'changed' },
  tag: { running: 'Tagging', done: 'tagged' },
}

/** How far an act on many things is: "Moving 1,204 of 5,000 things…". */
export function progressWords(doing: Doing, { done, refused, total }: BulkTold): string {
  return `${words[doing].running} ${figure(done + refused)} of ${count(total, 'thing')}…`
}

/** How it ended: "1,204 things moved; 3 could not be.", "Stopped: 1,204 of 5,000 moved." */
export function endWords(doing: Doing, { state, done, refused, total }: BulkTold): string {
  const did = state === 'cancelled' ? `Stopped: ${figure(done)} of ${figure(total)}` : count(done, 'thing')
  const refusals = refused === 0 ? '' : `; ${figure(refused)} could not be`
  return `${did} ${words[doing].done}${refusals}.`
}

/** What the report says of those that were never begun; empty when there are none. */
export function leftWords({ state, done, refused, total }: BulkTold): string {
  const left = total - done - refused
  if (state !== 'cancelled' || left === 0) return ''
  return `${count(left, 'thing')} ${left === 1 ? 'was' : 'were'} left as ${left === 1 ? 'it was' : 'they were'}.`
}
