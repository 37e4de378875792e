import type { Contents, Trashed } from '@muniment/core/trash/schema.ts'
import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useQueryClient } from '@tanstack/react-query'
import { api, asProblem } from '../api.ts'
import { nameOf, type Row } from '../documents/rows.ts'
import { announce } from '../frame/announce.tsx'
import { count } from '../frame/format.ts'
import { useMe } from '../session/session.ts'
import { beginBulk } from './bulk.ts'
import { chosenItems, chosenRows, chosenWords, onlyRow, type Chosen } from './chosen.ts'
import { notify } from './notices.ts'
import { refreshPlaces } from './refresh.ts'

/** Puts rows into the trash, with a way back at hand; asks first where a folder would take much along. */
export function useDelete(onDone: () => void): (chosen: Chosen) => void {
  const { organization } = useMe()
  const queries = useQueryClient()

  const one = async (row: Row): Promise<void> => {
    const [path, revision] =
      row.kind === 'folder'
        ? [`/folders/${row.id}`, row.folder.revision]
        : [`/documents/${row.id}`, row.document.revision]
    try {
      const { trashId } = await api<Trashed>(path, { method: 'DELETE', ifMatch: revision })
      const undo = () => {
        void api(`/trash/${trashId}/restore`, { method: 'POST', body: { recreate: true } })
          .then(() => notify({ id: trashId, tone: 'done', text: `${nameOf(row)} is back.` }))
          .catch((error: unknown) => notify({ id: trashId, tone: 'failed', text: asProblem(error).message }))
          .finally(() => refreshPlaces(queries, organization))
      }
      notify({
        id: trashId,
        tone: 'done',
        text: `${nameOf(row)} is in the trash.`,
        action: { label: 'Undo', run: undo },
      })
      announce(`${nameOf(row)} deleted`)
    } catch (error) {
      notify({ id: row.id, tone: 'failed', text: asProblem(error).message })
    }
    onDone()
    refreshPlaces(queries, organization)
  }

  const remove = (chosen: Chosen): void => {
    const only = onlyRow(chosen)
    if (only) void one(only)
    else {
      void beginBulk({ act: { do: 'trash' }, ...chosenItems(chosen) }, () => refreshPlaces(queries, organization))
      onDone()
    }
  }
  const ask = (chosen: Chosen, what: string): void => {
    modals.openConfirmModal({
      title: `Delete ${chosenWords(chosen)}?`,
      children: <Text>{what} It can be brought back from the trash.</Text>,
      labels: { confirm: 'Delete', cancel: 'Cancel' },
      confirmProps: { color: 'red', 'data-autofocus': true },
      onConfirm: () => remove(chosen),
    })
  }

  return (chosen) => {
    if (chosen.source !== null) {
      ask(chosen, 'Whatever is in a folder goes with it; what you may not delete stays.')
      return
    }
    const rows = chosen.rows.filter((row) => (row.kind === 'folder' ? row.folder : row.document).abilities.trash)
    if (rows.length === 0) return
    const allowed = chosenRows(rows)
    const folders = rows.filter((row) => row.kind === 'folder')
    if (folders.length === 0) {
      remove(allowed)
      return
    }
    void Promise.all(folders.map(({ id }) => api<Contents>(`/folders/${id}/contents`)))
      .then((all) => {
        const inside = all.reduce(
          (sum, each) => ({ folders: sum.folders + each.folders, documents: sum.documents + each.documents }),
          { folders: 0, documents: 0 },
        )
        if (inside.folders + inside.documents === 0) {
          remove(allowed)
          return
        }
        const within = `${count(inside.documents, 'document')}${inside.folders > 0 ? ` and ${count(inside.folders, 'folder')}` : ''}`
        const it = folders.length === 1 ? 'it' : 'them'
        ask(allowed, `With ${it} go ${within} that you can see in ${it}, and whatever else is in ${it}.`)
      })
      .catch((error: unknown) => notify({ id: 'contents', tone: 'failed', text: asProblem(error).message }))
  }
}
