import { Modal, Stack, TagsInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTagSuggestions } from '../documents/queries.ts'
import { cleanTags } from '../documents/tags.ts'
import { FormButtons } from '../frame/FormButtons.tsx'
import { useMe } from '../session/session.ts'
import { beginBulk } from './bulk.ts'
import { chosenItems, chosenWords, type Chosen } from './chosen.ts'
import { refreshPlaces } from './refresh.ts'

interface Props {
  /** Null while it is closed. */
  chosen: Chosen | null
  roomId: string
  onClose: () => void
  onDone: () => void
}

/** Gives many documents the same tags, or takes some from them. */
export function TagDialog({ chosen, ...props }: Props) {
  return (
    <Modal opened={chosen !== null} onClose={props.onClose} title={chosen ? `Tag ${chosenWords(chosen)}` : ''}>
      {chosen && <Tagging chosen={chosen} {...props} />}
    </Modal>
  )
}

/** As many as the server takes at once. */
const MOST = 10

function Tagging({ chosen, roomId, onClose, onDone }: Props & { chosen: Chosen }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const [add, setAdd] = useState<string[]>([])
  const [remove, setRemove] = useState<string[]>([])
  const [typed, setTyped] = useState('')
  const suggestions = useTagSuggestions(roomId, typed)
  const present = chosen.rows.flatMap((row) => (row.kind === 'document' ? row.document.tags : []))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void beginBulk({ act: { do: 'tag', add, remove }, ...chosenItems(chosen) }, () =>
      refreshPlaces(queries, organization),
    )
    onDone()
    onClose()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TagsInput
          label="Tags to add"
          description="Enter or a comma ends a tag"
          data-autofocus
          maxTags={MOST}
          data={suggestions}
          searchValue={typed}
          onSearchChange={setTyped}
          value={add}
          onChange={(tags) => setAdd(cleanTags(tags))}
        />
        <TagsInput
          label="Tags to remove"
          maxTags={MOST}
          data={[...new Set(present)].toSorted()}
          value={remove}
          onChange={(tags) => setRemove(cleanTags(tags))}
        />
        <FormButtons onCancel={onClose} disabled={add.length + remove.length === 0}>
          Change tags
        </FormButtons>
      </Stack>
    </form>
  )
}
