import type { Document, Version } from '@muniment/core/documents/schema.ts'
import { Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ApiProblem } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { useMe } from '../session/session.ts'
import { documentKey } from './queries.ts'

interface Props {
  document: Document
  /** Null while it is closed. */
  version: Version | null
  onClose: () => void
  /** What else is to happen once it is current. */
  onDone?: () => void
}

/** Asks before an older version is made the current one. */
export function RestoreDialog({ document, version, onClose, onDone }: Props) {
  return (
    <Modal opened={version !== null} onClose={onClose} title={`Make version ${version?.number ?? ''} current`}>
      {version && (
        <Restore
          document={document}
          version={version}
          onClose={onClose}
          onDone={() => {
            onClose()
            onDone?.()
          }}
        />
      )}
    </Modal>
  )
}

function Restore({ document, version, onClose, onDone }: Props & { version: Version; onDone: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const [key] = useState(() => crypto.randomUUID())
  const restore = useMutation({
    mutationFn: () =>
      api<Document>(`/documents/${document.id}/versions/${version.id}/restore`, {
        method: 'POST',
        ifMatch: document.revision,
        idempotencyKey: key,
      }),
    onSuccess: (changed) => {
      queries.setQueryData(documentKey(organization, document.id), changed)
      void queries.invalidateQueries({ queryKey: [organization, 'versions', document.id] })
      announce(`Version ${version.number} is current again, as version ${changed.version.number}`)
      onDone()
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 412) {
        void queries.invalidateQueries({ queryKey: documentKey(organization, document.id) })
      }
    },
  })
  return (
    <Stack>
      <Text>
        Version {version.number} comes back as a new version in front of the others. Nothing is lost: version{' '}
        {document.version.number} stays in this list.
      </Text>
      {restore.isError && <FormError error={restore.error} />}
      <FormButtons onCancel={onClose} loading={restore.isPending} onSubmit={() => restore.mutate()} first>
        Make current
      </FormButtons>
    </Stack>
  )
}
