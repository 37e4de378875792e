import type { Folder } from '@muniment/core/folders/schema.ts'
import { Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { useMe } from '../session/session.ts'
import { foldersKey } from './queries.ts'

interface Props {
  opened: boolean
  onClose: () => void
  roomId: string
  parentId: string | null
  /** Name of the place it is made in. */
  place: string
  onCreated: (folder: Folder) => void
}

export function NewFolderDialog(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title="New folder">
      <NewFolder {...props} />
    </Modal>
  )
}

function NewFolder({ onClose, roomId, parentId, place, onCreated }: Props) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (value) => (value.trim() ? null : 'Enter a name for the folder.') },
  })
  const submit = useMutation({
    mutationFn: ({ name }: { name: string }) =>
      api<Folder>(`/rooms/${roomId}/folders`, { method: 'POST', body: { name, parentId } }),
    onSuccess: async (folder) => {
      await queries.invalidateQueries({ queryKey: foldersKey(organization, roomId) })
      announce(`Folder ${folder.name} created`)
      onCreated(folder)
      onClose()
    },
    onError: (error) => form.setErrors(fieldErrors(error, ['name'])),
  })
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput
          label="Name"
          description={`In ${place}`}
          data-autofocus
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        {submit.isError && !form.errors['name'] && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          Create folder
        </FormButtons>
      </Stack>
    </form>
  )
}
