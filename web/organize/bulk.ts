import type { Bulk, BulkAct, NewBulkInput } from '@muniment/core/bulk/schema.ts'
import { api, asProblem } from '../api.ts'
import { count } from '../frame/format.ts'
import { createStore } from '../frame/store.ts'
import { onBulkProgress, type BulkTold } from '../realtime.ts'
import { dismiss, notify } from './notices.ts'

/** The act whose report is open. */
export const shownReport = createStore<string | null>(null)

/** As many as the server takes by name. */
const selectedAtMost = 1000

type Doing = BulkAct['do']
const words: Record<Doing, { running: string; done: string }> = {
  move: { running: 'Moving', done: 'moved' },
  copy: { running: 'Copying', done: 'copied' },
  trash: { running: 'Deleting', done: 'deleted' },
  restore: { running: 'Restoring', done: 'restored' },
  classify: { running: 'Changing', done: 'changed' },
  tag: { running: 'Tagging', done: 'tagged' },
}

interface Followed {
  doing: Doing
  stop: () => void
  onDone: (bulk: BulkTold) => void
}
const followed = new Map<string, Followed>()

function tell(told: BulkTold): void {
  const one = followed.get(told.id)
  if (!one) return
  const { running, done } = words[one.doing]
  const over = told.state === 'done' || told.state === 'failed'
  if (!over) {
    const at = told.done + told.refused
    notify({
      id: told.id,
      tone: 'running',
      text: `${running} ${at} of ${count(told.total, 'thing')}…`,
      progress: told.total === 0 ? 0 : (100 * at) / told.total,
    })
    return
  }
  one.stop()
  followed.delete(told.id)
  const report = { label: 'Report', run: () => shownReport.set(told.id) }
  if (told.refused > 0) {
    const text = `${count(told.done, 'thing')} ${done}; ${told.refused} could not be.`
    notify({ id: told.id, tone: 'failed', text, action: report })
    shownReport.set(told.id)
  } else {
    const undo =
      one.doing === 'trash' && told.done <= selectedAtMost
        ? { label: 'Undo', run: () => void undoTrash(told.id) }
        : undefined
    notify({ id: told.id, tone: 'done', text: `${count(told.done, 'thing')} ${done}.`, action: undo ?? report })
  }
  one.onDone(told)
}

/** Follows an act to its end: by the socket, and by asking now and then should that be away. */
export function followBulk(bulk: Bulk, onDone: (bulk: BulkTold) => void = () => {}): void {
  const unlisten = onBulkProgress((told) => told.id === bulk.id && tell(told))
  const timer = window.setInterval(() => {
    api<Bulk>(`/bulk/${bulk.id}`).then(tell, () => undefined)
  }, 3000)
  const stop = () => {
    unlisten()
    window.clearInterval(timer)
  }
  followed.set(bulk.id, { doing: bulk.act.do, stop, onDone })
  tell(bulk)
}

/** Begins an act on many things and shows how far it is; what could not be begun is shown too. */
export async function beginBulk(input: NewBulkInput, onDone?: (bulk: BulkTold) => void): Promise<void> {
  try {
    followBulk(await api<Bulk>('/bulk', { method: 'POST', body: input }), onDone)
  } catch (error) {
    notify({ id: crypto.randomUUID(), tone: 'failed', text: asProblem(error).message })
  }
}

async function undoTrash(bulkId: string): Promise<void> {
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
  await beginBulk({ act: { do: 'restore', recreate: true }, items })
}
