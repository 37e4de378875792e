import { figure } from '../frame/format.ts'
import type { Chosen } from './chosen.ts'
import { settleClashes, type Decide } from './clashes.ts'
import type { Place } from './place.ts'
import type { Dropped } from './entries.ts'
import { ensurePlaces, keyOf } from './folders.ts'
import { persistently } from './persistently.ts'
import { uploads } from './useUploads.ts'

/**
 * Sends files to a place. Folders that came with them are looked up by name there, and made where they are missing. What
 * is there already with the same bytes is left out; files whose name is taken otherwise are sent as `decide` says, which is
 * asked once for all of them; null: nothing is sent. What can't be sent is in the queue with its reason.
 */
export async function sendTo(target: Place, dropped: Dropped, limit: number, decide: Decide): Promise<void> {
  const { files, emptyFolders } = dropped
  const patiently = <T>(work: () => Promise<T>) =>
    persistently(work, () => uploads.preparing.set('Waiting for the connection to return…'))
  try {
    uploads.panelOpen.set(true)
    uploads.preparing.set(files.length > 1 ? `Preparing ${figure(files.length)} files…` : 'Preparing…')
    const places = await ensurePlaces(target, [...files.map(({ path }) => path), ...emptyFolders], patiently)
    const refused: Chosen[] = []
    const toSettle: { file: File; place: Place; fresh: boolean }[] = []
    for (const { file, path, fault } of files) {
      const there = places.get(keyOf(path))
      if (fault !== undefined) refused.push({ file, fault, ...(there && 'place' in there && { place: there.place }) })
      else if (there === undefined || 'fault' in there) {
        const reason = there?.fault ?? 'Its folder could not be made.'
        refused.push({ file, fault: `${path.join(' / ')}: ${reason}` })
      } else toSettle.push({ file, place: there.place, fresh: there.made })
    }
    const chosen = await settleClashes(toSettle, decide, patiently)
    if (chosen !== null) await uploads.add([...refused, ...chosen], target, limit)
  } finally {
    uploads.preparing.set(null)
  }
}
