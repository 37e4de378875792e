import type { Document } from '@muniment/core/documents/schema.ts'
import { FileInput, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { FormButtons } from '../frame/FormButtons.tsx'
import { useMe } from '../session/session.ts'
import { uploads } from '../uploads/useUploads.ts'

/** Sends a file as the next version of a document. */
export function NewVersionDialog({ document, onClose }: { document: Document | null; onClose: () => void }) {
  return (
    <Modal opened={document !== null} onClose={onClose} title="Upload new version">
      {document && <NewVersion document={document} onClose={onClose} />}
    </Modal>
  )
}

function NewVersion({ document, onClose }: { document: Document; onClose: () => void }) {
  const { session, organization } = useMe()
  const [file, setFile] = useState<File | null>(null)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(file === null)
        if (file === null) return
        addVersion(organization, document, file, session.limits.uploadBytes, note.trim())
        onClose()
      }}
    >
      <Stack>
        <Text>
          <b>
            <bdi>{document.name}</bdi>
          </b>{' '}
          keeps its name. People go on reading version {document.version.number} until the new one has passed the virus
          check.
        </Text>
        <FileInput
          label="File"
          placeholder="Choose a file"
          value={file}
          onChange={setFile}
          error={missing && file === null ? 'Choose a file.' : undefined}
          data-autofocus
        />
        <Textarea
          label="What changed (optional)"
          maxLength={500}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FormButtons onCancel={onClose}>Upload</FormButtons>
      </Stack>
    </form>
  )
}

/** Queues a file as a version of a document. */
export function addVersion(organization: string, document: Document, file: File, limit: number, note = ''): void {
  const { roomId, folderId, name, id } = document
  void uploads.add([{ file, versionOf: id, note }], { organization, roomId, folderId, place: name }, limit)
}
