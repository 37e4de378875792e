import type { Document } from '@muniment/core/documents/schema.ts'
import { LockChip } from './LockChip.tsx'
import { StateChip } from './StateChip.tsx'

/** What a row says of a document: the state of what people read, else of a newer version, and who has it checked out. */
export function RowState({ document }: { document: Document }) {
  const { version, newer, lock } = document
  return (
    <>
      {lock && <LockChip lock={lock} small />}
      {version.state === 'available' && newer ? (
        <StateChip version={newer} prefix={`v${newer.number}: `} />
      ) : (
        <StateChip version={version} />
      )}
    </>
  )
}
