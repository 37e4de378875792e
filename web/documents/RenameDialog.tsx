import type { Document } from '@muniment/core/documents/schema.ts'
import type { Folder } from '@muniment/core/folders/schema.ts'
import { Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type FocusEvent } from 'react'
import { api, ApiProblem, changedMeanwhile } from '../api.ts'
import { folderKey, foldersKey } from '../folders/queries.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { useMe } from '../session/session.ts'
import { follow } from '../uploads/useUploads.ts'
import { nameOf, type Row } from './rows.ts'

/** Renames a folder or a document; says so when somebody else was faster. */
export function RenameDialog({ row, onClose }: { row: Row | null; onClose: () => void }) {
  return (
    <Modal opened={row !== null} onClose={onClose} title={row?.kind === 'folder' ? 'Rename folder' : 'Rename document'}>
      {row && <Rename row={row} onClose={onClose} />}
    </Modal>
  )
}

function Rename({ row, onClose }: { row: Row; onClose: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const path = row.kind === 'folder' ? `/folders/${row.id}` : `/documents/${row.id}`
  const [current, setCurrent] = useState<Folder | Document>(row.kind === 'folder' ? row.folder : row.document)
  const selected = useRef(false)
  const form = useForm({
    initialValues: { name: nameOf(row) },
    validate: { name: (value) => (value.trim() ? null : 'Enter a name.') },
  })

  // The name is selected, its ending is not.
  const select = (event: FocusEvent<HTMLInputElement>) => {
    if (selected.current) return
    selected.current = true
    const { value } = event.currentTarget
    const dot = row.kind === 'document' ? value.lastIndexOf('.') : -1
    event.currentTarget.setSelectionRange(0, dot > 0 ? dot : value.length)
  }

  const submit = useMutation({
    mutationFn: ({ name }: { name: string }) =>
      api<Folder | Document>(path, { method: 'PATCH', body: { name }, ifMatch: current.revision }),
    onSuccess: async (renamed) => {
      if (row.kind === 'folder') {
        queries.setQueryData(folderKey(organization, row.id), renamed)
        await queries.invalidateQueries({ queryKey: foldersKey(organization, row.folder.roomId) })
        // The names in the paths of what lies below.
        void queries.invalidateQueries({ queryKey: [organization, 'folder'] })
      } else {
        const room = follow(organization, row.document.roomId)
        room.changed(row.id)
        window.setTimeout(() => room.stop(), 2000)
      }
      announce(`Renamed to ${renamed.name}`)
      onClose()
    },
    onError: async (error) => {
      form.setErrors(fieldErrors(error, ['name']))
      if (error instanceof ApiProblem && error.status === 412) setCurrent(await api<Folder | Document>(path))
    },
  })
  const stale = submit.error instanceof ApiProblem && submit.error.status === 412
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => (values.name === current.name ? onClose() : submit.mutate(values)))}
    >
      <Stack>
        <TextInput
          label="Name"
          data-autofocus
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
          onFocus={select}
        />
        {stale ? (
          <FormError
            error={changedMeanwhile(
              `It was changed meanwhile and is now called “${current.name}”. Rename again to use your name.`,
            )}
          />
        ) : (
          submit.isError && !form.errors['name'] && <FormError error={submit.error} />
        )}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          Rename
        </FormButtons>
      </Stack>
    </form>
  )
}
