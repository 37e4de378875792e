import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Bulk, NewBulkInput } from '@muniment/core/bulk/schema.ts'
import type { Page } from '@muniment/core/page.ts'
import { api, asProblem } from '../api.ts'
import { createStore } from '../frame/store.ts'
import { onBulkProgress, type BulkTold } from '../realtime.ts'
import type { Me } from '../session/session.ts'
import { dismiss, notify } from './notices.ts'
import { refreshPlaces } from './refresh.ts'
import { endWords, progressWords, type Doing } from './words.ts'

/** The act whose report is open. */
export const shownReport = createStore<string | null>(null)

/** As many as the server takes by name. */
const selectedAtMost = 1000

interface Followed {
  doing: Doing
  /** As it was told last. */
  told: BulkTold
  /** Its person wants it stopped. */
  stopping: boolean
  unfollow: () => void
  onDone: (bulk: BulkTold) => void
}
const followed = new Map<string, Followed>()

/** Whether what an act deleted can be brought back at once: it is, by name. */
export function canUndo(doing: Doing, { done }: BulkTold): boolean {
  return doing === 'trash' && done > 0 && done <= selectedAtMost
}

function showProgress({ doing, told, stopping }: Followed): void {
  const { id, done, refused, total } = told
  notify({
    id,
    tone: 'running',
    text: progressWords(doing, told),
    progress: total === 0 ? 0 : (100 * (done + refused)) / total,
    action: { label: stopping ? 'Stopping…' : 'Stop', run: () => void stopBulk(id), pending: stopping },
  })
}

function showEnd(doing: Doing, told: BulkTold): void {
  const { id, state, refused } = told
  const report = { label: 'Report', run: () => shownReport.set(id) }
  const text = endWords(doing, told)
  if (refused > 0) {
    notify({ id, tone: 'failed', text, action: report })
    shownReport.set(id)
  } else if (state === 'cancelled') {
    // Undo is in its report: here it would stand where Stop was, under a second click.
    notify({ id, tone: 'stopped', text, action: report })
  } else {
    const undo = canUndo(doing, told) ? { label: 'Undo', run: () => void undoTrash(id) } : undefined
    notify({ id, tone: 'done', text, action: undo ?? report })
  }
}

function isGoingOn({ state }: BulkTold): boolean {
  return state === 'waiting' || state === 'running'
}

function tell(told: BulkTold): void {
  const one = followed.get(told.id)
  if (!one) return
  one.told = told
  if (isGoingOn(told)) {
    showProgress(one)
    return
  }
  one.unfollow()
  followed.delete(told.id)
  showEnd(one.doing, told)
  one.onDone(told)
}

/** Ends an act before all of it is done; what is done stays done. */
async function stopBulk(id: string): Promise<void> {
  const one = followed.get(id)
  if (!one || one.stopping) return
  one.stopping = true
  showProgress(one)
  try {
    tell(await api<Bulk>(`/bulk/${id}/cancel`, { method: 'POST' }))
  } catch (error) {
    notify({ id: `stop ${id}`, tone: 'failed', text: `It could not be stopped. ${asProblem(error).message}` })
    one.stopping = false
    if (followed.has(id)) showProgress(one)
  }
}

/** Follows an act to its end: by what the socket tells, and by asking now and then should that be away. */
export function followBulk(bulk: Bulk, onDone: (bulk: BulkTold) => void = () => {}): void {
  followed.get(bulk.id)?.unfollow()
  const timer = window.setInterval(() => {
    api<Bulk>(`/bulk/${bulk.id}`).then(tell, (error: unknown) => {
      // Of another organization by now, or of nobody.
      if (asProblem(error).status === 404) forget(bulk.id)
    })
  }, 3000)
  const unfollow = () => window.clearInterval(timer)
  followed.set(bulk.id, { doing: bulk.act.do, told: bulk, stopping: false, unfollow, onDone })
  tell(bulk)
}

function forget(id: string): void {
  followed.get(id)?.unfollow()
  followed.delete(id)
  dismiss(id)
}

/** The acts of a person in one organization, also those that began in another browser, as long as both stay the same. */
export function useBulksOf({ session, organization }: Me): void {
  const person = session.person.id
  const queries = useQueryClient()
  useEffect(() => {
    if (organization === '') return
    let current = true
    const asked = new Set<string>()
    const begunElsewhere = (bulk: Bulk): void => {
      if (current && isGoingOn(bulk) && !followed.has(bulk.id)) {
        followBulk(bulk, () => refreshPlaces(queries, organization))
      }
    }
    const unlisten = onBulkProgress((told) => {
      tell(told)
      if (followed.has(told.id) || asked.has(told.id) || !isGoingOn(told)) return
      asked.add(told.id)
      // The answer to who began it here comes first. One of another organization is not there.
      const ask = () => current && api<Bulk>(`/bulk/${told.id}`).then(begunElsewhere, () => undefined)
      window.setTimeout(() => followed.has(told.id) || ask(), 1000)
    })
    api<Page<Bulk>>('/bulk').then(
      ({ items }) => items.forEach(begunElsewhere),
      () => undefined,
    )
    return () => {
      current = false
      unlisten()
      for (const id of followed.keys()) forget(id)
    }
  }, [organization, person, queries])
}

/** Begins an act on many things and shows how far it is; what could not be begun is shown too. */
export async function beginBulk(input: NewBulkInput, onDone?: (bulk: BulkTold) => void): Promise<void> {
  try {
    followBulk(await api<Bulk>('/bulk', { method: 'POST', body: input }), onDone)
  } catch (error) {
    notify({ id: crypto.randomUUID(), tone: 'failed', text: asProblem(error).message })
  }
}

/** Brings back what an act deleted. */
export async function undoTrash(bulkId: string, onDone?: (bulk: BulkTold) => void): Promise<void> {
  dismiss(bulkId)
  const items: { kind: 'trash'; id: string }[] = []
  let cursor: string | null = null
  do {
    const page: { items: { resultId: string | null }[]; next: string | null } = await api(`/bulk/${bulkId}/items`, {
      query: { state: 'done', limit: 200, cursor },
    })
    for (const { resultId } of page.items) if (resultId !== null) items.push({ kind: 'trash', id: resultId })
    cursor = page.next
  } while (cursor !== null && items.length < selectedAtMost)
  await beginBulk({ act: { do: 'restore', recreate: true }, items }, onDone)
}
