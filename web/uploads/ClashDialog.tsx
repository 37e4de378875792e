import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { IconFile, IconFileUpload } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { FileName } from '../documents/FileName.tsx'
import { announce } from '../frame/announce.tsx'
import { formatSize } from '../frame/format.ts'
import { createStore, useStore } from '../frame/store.ts'
import { When } from '../frame/When.tsx'
import type { Choice, Clashing, Decide } from './clashes.ts'
import classes from './uploads.module.css'

interface Asked {
  clashing: readonly Clashing[]
  answer: (choices: readonly Choice[] | null) => void
}

const asked = createStore<Asked | null>(null)

/** Asks in the one dialog of the page; drops that come meanwhile wait for it. */
let last: Promise<unknown> = Promise.resolve()
export const decideClashes: Decide = (clashing) => {
  const answer = last.then(
    () =>
      new Promise<readonly Choice[] | null>((resolve) => {
        asked.set({ clashing, answer: resolve })
      }),
  )
  last = answer
  return answer
}

/** What is to be done with files whose names are taken: side by side, one after another. */
export function ClashDialog() {
  const question = useStore(asked)
  const end = (choices: readonly Choice[] | null) => {
    asked.set(null)
    question?.answer(choices)
    if (choices === null) announce('Nothing was uploaded')
  }
  return (
    <Modal opened={question !== null} onClose={() => end(null)} title="This name is taken" size={620}>
      {question && <Clashes key={question.clashing[0]?.document.documentId} {...question} onEnd={end} />}
    </Modal>
  )
}

function Clashes({ clashing, onEnd }: Asked & { onEnd: (choices: readonly Choice[] | null) => void }) {
  const [choices, setChoices] = useState<readonly Choice[]>([])
  const [all, setAll] = useState(false)
  const at = choices.length
  const now = clashing[at]
  if (!now) return null
  const remaining = clashing.length - at - 1
  const choose = (choice: Choice) => {
    const rest = all ? clashing.slice(at + 1).map((one) => fitting(choice, one)) : []
    const next = [...choices, choice, ...rest]
    if (next.length === clashing.length) onEnd(next)
    else setChoices(next)
  }
  const { file, document, place } = now
  return (
    <Stack>
      <Text>
        <b>
          <bdi>{place.place}</bdi>
        </b>{' '}
        has a document called{' '}
        <b>
          <bdi>{document.name}</bdi>
        </b>
        {clashing.length > 1 && ` (${at + 1} of ${clashing.length} such files)`}.
      </Text>
      <div className={classes['sides']}>
        <Side title={`There now, version ${document.version}`} icon={<IconFile size={28} aria-hidden />}>
          <FileName name={document.name} />
          <Text size="sm" c="dimmed">
            {formatSize(document.size)} · <When date={document.updatedAt} />
            {document.createdBy?.name && ` · ${document.createdBy.name}`}
          </Text>
        </Side>
        <Side title="Yours" icon={<IconFileUpload size={28} aria-hidden />}>
          <FileName name={file.name} />
          <Text size="sm" c="dimmed">
            {formatSize(file.size)} · <When date={new Date(file.lastModified).toISOString()} />
          </Text>
        </Side>
      </div>
      {!document.addVersion && (
        <Text size="sm" c="dimmed">
          You can’t change that document, or somebody has checked it out: keep both, or skip yours.
        </Text>
      )}
      {remaining > 0 && (
        <Checkbox
          label={remaining === 1 ? 'Do the same with the remaining one' : `Do the same with the remaining ${remaining}`}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      )}
      <Group justify="flex-end" gap="xs" className={classes['choices'] ?? ''}>
        <Button variant="default" onClick={() => choose('skip')}>
          Skip
        </Button>
        <Button variant="default" onClick={() => choose('both')}>
          Keep both
        </Button>
        <Button
          variant={document.addVersion ? 'filled' : 'default'}
          data-autofocus={document.addVersion || undefined}
          disabled={!document.addVersion}
          onClick={() => choose('version')}
        >
          New version
        </Button>
      </Group>
    </Stack>
  )
}

/** A choice for all: where no version can be added, both are kept. */
function fitting(choice: Choice, { document }: Clashing): Choice {
  return choice === 'version' && !document.addVersion ? 'both' : choice
}

function Side({ title, icon, children }: { title: string; icon: ReactNode; children: ReactNode }) {
  return (
    <div className={classes['side']}>
      {icon}
      <div style={{ minWidth: 0 }}>
        <Text size="xs" fw={600} c="dimmed">
          {title}
        </Text>
        {children}
      </div>
    </div>
  )
}
