import type { MoveImpact } from '@muniment/core/access/previewMove.ts'
import type { PlaceTarget } from '@muniment/core/access/place.ts'
import type { Bulk } from '@muniment/core/bulk/schema.ts'
import type { Document } from '@muniment/core/documents/schema.ts'
import type { Folder } from '@muniment/core/folders/schema.ts'
import { Group, Modal, Stack, Text } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api.ts'
import { nameOf, type Row } from '../documents/rows.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { count } from '../frame/format.ts'
import { useMe } from '../session/session.ts'
import { beginBulk, followBulk } from './bulk.ts'
import { chosenItems, chosenWords, onlyRow, type Chosen } from './chosen.ts'
import { notify } from './notices.ts'
import { PlacePicker } from './PlacePicker.tsx'
import { refreshPlaces } from './refresh.ts'

export interface Placing {
  how: 'move' | 'copy'
  chosen: Chosen
  from: PlaceTarget
}

interface Props {
  placing: Placing | null
  onClose: () => void
  onDone: () => void
}

/** Moves or copies what was chosen to another place. */
export function PlaceDialog({ placing, onClose, onDone }: Props) {
  const verb = placing?.how === 'copy' ? 'Copy' : 'Move'
  return (
    <Modal opened={placing !== null} onClose={onClose} title={placing ? `${verb} ${chosenWords(placing.chosen)}` : ''}>
      {placing && <Place {...placing} verb={verb} onClose={onClose} onDone={onDone} />}
    </Modal>
  )
}

function pathOf(row: Row): string {
  return row.kind === 'folder' ? `/folders/${row.id}` : `/documents/${row.id}`
}

function Place({
  how,
  chosen,
  from,
  verb,
  onClose,
  onDone,
}: Placing & { verb: string; onClose: () => void; onDone: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const [place, setPlace] = useState<PlaceTarget>(from)
  const single = onlyRow(chosen)
  const same = place.roomId === from.roomId && place.folderId === from.folderId
  const submit = useMutation({
    mutationFn: async () => {
      if (single === undefined) {
        await beginBulk({ act: { do: how, to: place }, ...chosenItems(chosen) }, () =>
          refreshPlaces(queries, organization),
        )
        return
      }
      if (how === 'copy' && single.kind === 'folder') {
        followBulk(await api<Bulk>(`${pathOf(single)}/copy`, { method: 'POST', body: place }), () =>
          refreshPlaces(queries, organization),
        )
        return
      }
      const { revision } = single.kind === 'folder' ? single.folder : single.document
      const moved = await api<Document | Folder>(`${pathOf(single)}/${how}`, {
        method: 'POST',
        body: place,
        ...(how === 'move' && { ifMatch: revision }),
      })
      const undo = () =>
        void api<Document | Folder>(`${pathOf(single)}/move`, { method: 'POST', body: from, ifMatch: moved.revision })
          .then(() => notify({ id: moved.id, tone: 'done', text: `${moved.name} is back where it was.` }))
          .catch((error: unknown) => notify({ id: moved.id, tone: 'failed', text: String(error) }))
          .finally(() => refreshPlaces(queries, organization))
      notify({
        id: moved.id,
        tone: 'done',
        text: `${nameOf(single)} ${how === 'move' ? 'moved' : 'copied'}.`,
        action: how === 'move' ? { label: 'Undo', run: undo } : undefined,
      })
      refreshPlaces(queries, organization)
    },
    onSuccess: () => {
      onDone()
      onClose()
    },
  })
  const without = new Set(chosen.rows.flatMap((row) => (row.kind === 'folder' ? [row.id] : [])))
  return (
    <Stack>
      <PlacePicker place={place} onPlace={setPlace} without={without} />
      {how === 'move' && single && !same && <ImpactOf row={single} to={place} />}
      {submit.isError && <FormError error={submit.error} />}
      <FormButtons
        onCancel={onClose}
        disabled={how === 'move' && same}
        loading={submit.isPending}
        onSubmit={() => submit.mutate()}
      >
        {verb} here
      </FormButtons>
    </Stack>
  )
}

/** Who would newly see it there, and who no longer: said before, never after. */
function ImpactOf({ row, to }: { row: Row; to: PlaceTarget }) {
  const { organization } = useMe()
  const impact = useQuery({
    queryKey: [organization, 'move-impact', row.id, to.roomId, to.folderId],
    queryFn: ({ signal }) => api<MoveImpact>(`${pathOf(row)}/move/preview`, { method: 'POST', body: to, signal }),
    staleTime: 0,
  })
  if (impact.isError) return <FormError error={impact.error} />
  if (!impact.data) return <Text c="dimmed">Finding out who sees it there…</Text>
  const { known, gain, lose, gainCount, loseCount } = impact.data
  if (!known) return <Text c="dimmed">Who sees it there is told to those who manage both places.</Text>
  if (gainCount + loseCount === 0) return <Text c="dimmed">The same people see it there.</Text>
  const names = (people: readonly { name: string }[], all: number) =>
    `${people
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ')}${all > 5 ? ` and ${all - 5} more` : ''}`
  return (
    <Stack gap={4} role="status">
      {gainCount > 0 && (
        <Group gap={8} wrap="nowrap" align="flex-start">
          <IconEye size={18} aria-hidden style={{ flexShrink: 0 }} />
          <Text>
            {count(gainCount, 'person', 'people')} will see more: {names(gain, gainCount)}
          </Text>
        </Group>
      )}
      {loseCount > 0 && (
        <Group gap={8} wrap="nowrap" align="flex-start">
          <IconEyeOff size={18} aria-hidden style={{ flexShrink: 0 }} />
          <Text>
            {count(loseCount, 'person', 'people')} will see less or nothing: {names(lose, loseCount)}
          </Text>
        </Group>
      )}
    </Stack>
  )
}
