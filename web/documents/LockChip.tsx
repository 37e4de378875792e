import type { Document, DocumentLock } from '@muniment/core/documents/schema.ts'
import { Button, Tooltip } from '@mantine/core'
import { IconLock, IconLockOpen } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import { useMe } from '../session/session.ts'
import classes from './documents.module.css'
import { documentKey, documentsKey } from './queries.ts'

/** Who has a document checked out; in a table the icon alone. */
export function LockChip({ lock, small = false }: { lock: DocumentLock; small?: boolean }) {
  const who = lock.mine ? 'you' : lock.by.name || 'somebody else'
  const words = `Checked out by ${who}, ends ${formatUntil(lock.until)}`
  return (
    <span className={classes['chip']} data-tone={lock.mine ? 'plain' : 'warning'} title={words}>
      <IconLock size={16} aria-label={small ? words : undefined} aria-hidden={!small} />
      {!small && words}
    </span>
  )
}

/** Checks a document out, or gives it back. */
export function LockButton({ document }: { document: Document }) {
  const change = useLock(document)
  const { lock, abilities } = document
  if (lock ? !abilities.unlock : !abilities.lock) return null
  return (
    <>
      <Tooltip label={lock ? 'Others may change it again' : 'For 8 hours nobody else changes it'} openDelay={400}>
        <Button
          variant="default"
          loading={change.isPending}
          leftSection={lock ? <IconLockOpen size={18} aria-hidden /> : <IconLock size={18} aria-hidden />}
          onClick={() => change.mutate()}
        >
          {lock ? 'Unlock' : 'Lock'}
        </Button>
      </Tooltip>
      {change.isError && <FormError error={change.error} />}
    </>
  )
}

export function useLock(document: Document) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const path = `/documents/${document.id}/lock`
  return useMutation({
    mutationFn: () =>
      document.lock ? api<Document>(path, { method: 'DELETE' }) : api<Document>(path, { method: 'PUT', body: {} }),
    onSuccess: (changed) => {
      queries.setQueryData(documentKey(organization, document.id), changed)
      void queries.invalidateQueries({ queryKey: documentsKey(organization, document.roomId) })
      announce(changed.lock ? `${changed.name} is checked out by you` : `${changed.name} is free again`)
    },
    onError: () => void queries.invalidateQueries({ queryKey: documentKey(organization, document.id) }),
  })
}
