import type { Room } from '@muniment/core/rooms/schema.ts'
import { Modal, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { useMe } from '../session/session.ts'
import { EditRoom } from './EditRoom.tsx'
import { roomKey, roomsKey } from './queries.ts'

const FIELDS = ['name', 'description', 'visibility'] as const

/** Creates a room, or changes the one given. */
export function RoomDialog({ opened, onClose, room }: { opened: boolean; onClose: () => void; room?: Room }) {
  return (
    <Modal opened={opened} onClose={onClose} title={room ? 'Room settings' : 'New room'}>
      {room ? <EditRoom room={room} onClose={onClose} /> : <NewRoom onClose={onClose} />}
    </Modal>
  )
}

function NewRoom({ onClose }: { onClose: () => void }) {
  const { organization, membership } = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({
    initialValues: { name: '', description: '', visibility: 'organization' },
    validate: { name: (value) => (value.trim() ? null : 'Enter a name for the room.') },
  })
  const submit = useMutation({
    mutationFn: (values: typeof form.values) => api<Room>('/rooms', { method: 'POST', body: values }),
    onSuccess: async (room) => {
      queries.setQueryData(roomKey(organization, room.id), room)
      void queries.invalidateQueries({ queryKey: roomsKey(organization) })
      announce(`Room ${room.name} created`)
      onClose()
      await navigate(`/rooms/${room.id}`)
    },
    onError: (error) => form.setErrors(fieldErrors(error, FIELDS)),
  })
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput
          label="Name"
          placeholder="Purchase of Example Ltd"
          data-autofocus
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        <Textarea
          label="Description"
          description="Optional"
          autosize
          minRows={2}
          {...form.getInputProps('description')}
        />
        <Radio.Group label="Who can see it" {...form.getInputProps('visibility')}>
          <Stack gap="xs" mt={6}>
            <Radio
              value="organization"
              label={`Everyone in ${membership?.organization.name ?? 'the organization'}`}
              description="All members can see, add and download documents."
            />
            <Radio value="private" label="Private" description="Only you and the administrators." />
          </Stack>
        </Radio.Group>
        {submit.isError && Object.keys(fieldErrors(submit.error, FIELDS)).length === 0 && (
          <FormError error={submit.error} />
        )}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          Create room
        </FormButtons>
      </Stack>
    </form>
  )
}
