import type { Usage } from '@muniment/core/quotas/schema.ts'
import type { Room } from '@muniment/core/rooms/schema.ts'
import { NumberInput, Skeleton, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ApiProblem, changedMeanwhile } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { useRoomUsage } from '../quotas/queries.ts'
import { UsageBar } from '../quotas/UsageBar.tsx'
import { useMe } from '../session/session.ts'
import { roomKey, roomsKey } from './queries.ts'

const FIELDS = ['name', 'description', 'limitBytes'] as const
const GB = 1e9

/** Changes what a room is called and how much it may hold. */
export function EditRoom({ room, onClose }: { room: Room; onClose: () => void }) {
  const usage = useRoomUsage(room.id, true)
  if (usage.data) return <Form room={room} usage={usage.data} onClose={onClose} />
  if (usage.isError) return <ErrorPanel error={usage.error} retry={() => void usage.refetch()} />
  return (
    <Stack className="late" role="status" aria-label="Loading">
      <Skeleton h={36} />
      <Skeleton h={56} />
      <Skeleton h={36} />
    </Stack>
  )
}

function Form({ room, usage, onClose }: { room: Room; usage: Usage; onClose: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const form = useForm<{ name: string; description: string; limitBytes: number | string }>({
    // As people read it: in GB; nothing for no limit.
    initialValues: {
      name: room.name,
      description: room.description,
      limitBytes: usage.limitBytes === null ? '' : usage.limitBytes / GB,
    },
    validate: { name: (value) => (value.trim() ? null : 'Enter a name for the room.') },
  })
  const submit = useMutation({
    mutationFn: ({ name, description, limitBytes }: typeof form.values) => {
      const limit = limitBytes === '' ? null : Math.round(Number(limitBytes) * GB)
      const body = { name, description, ...(limit !== usage.limitBytes && { limitBytes: limit }) }
      return api<Room>(`/rooms/${room.id}`, { method: 'PATCH', body, ifMatch: room.revision })
    },
    onSuccess: (changed) => {
      queries.setQueryData(roomKey(organization, room.id), changed)
      void queries.invalidateQueries({ queryKey: roomKey(organization, room.id) })
      void queries.invalidateQueries({ queryKey: roomsKey(organization) })
      announce('Room saved')
      onClose()
    },
    onError: (error) => {
      form.setErrors(fieldErrors(error, FIELDS))
      // Read what the other one saved, so that saving again knows it.
      if (error instanceof ApiProblem && error.status === 412) {
        void queries.invalidateQueries({ queryKey: roomKey(organization, room.id) })
      }
    },
  })
  const stale = submit.error instanceof ApiProblem && submit.error.status === 412
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput label="Name" data-autofocus required withAsterisk={false} {...form.getInputProps('name')} />
        <Textarea label="Description" autosize minRows={2} {...form.getInputProps('description')} />
        <UsageBar label="Holds" usage={usage} />
        <NumberInput
          label="Limit in GB"
          description="Empty: no limit of its own. Versions, the trash and uploads under way count too."
          min={0}
          max={1_000_000}
          decimalScale={3}
          thousandSeparator=","
          hideControls
          {...form.getInputProps('limitBytes')}
        />
        {stale ? (
          <FormError
            error={changedMeanwhile(
              `Somebody changed this room meanwhile; it is now called “${room.name}”. Save again to use what you entered.`,
            )}
          />
        ) : (
          submit.isError &&
          Object.keys(fieldErrors(submit.error, FIELDS)).length === 0 && <FormError error={submit.error} />
        )}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          {stale ? 'Save mine' : 'Save'}
        </FormButtons>
      </Stack>
    </form>
  )
}
