import { ActionIcon, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { IconArrowBackUp, IconCalendarOff, IconCalendarPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { formatUntil } from '../frame/format.ts'
import classes from './access.module.css'
import { dayOf, endOfDay, type DraftGrant, type GrantLine } from './draft.ts'
import { SUBJECT_WORDS, SubjectIcon } from './SubjectIcon.tsx'
import { LEVEL_WORDS, LEVELS, readLevel } from './words.ts'

const STATE_WORDS: Record<GrantLine['state'], string> = {
  saved: '',
  new: 'new',
  changed: 'changed',
  removed: 'will be removed',
}

/** What is granted at a place, each with its level and end to change. */
export function GrantLines({ lines, onChange }: { lines: readonly GrantLine[]; onChange: (next: DraftGrant) => void }) {
  return (
    <ul className={classes['lines']} aria-label="Granted here">
      {lines.map((line) => (
        <Line key={line.key} line={line} onChange={onChange} />
      ))}
    </ul>
  )
}

function Line({ line, onChange }: { line: GrantLine; onChange: (next: DraftGrant) => void }) {
  const { subject, level, endsAt, state, saved } = line
  const [dating, setDating] = useState(false)
  const removed = state === 'removed'
  const given: DraftGrant = { subject, level: level ?? 'view', endsAt }
  return (
    <li className={classes['line']} data-state={state}>
      <SubjectIcon kind={subject.kind} />
      <div className={classes['who']}>
        <Text fw={600} td={removed ? 'line-through' : undefined} style={{ overflowWrap: 'anywhere' }}>
          {subject.name}
          {state !== 'saved' && (
            <Text span size="xs" fw={400} c="var(--m-warning)">
              {' '}
              {STATE_WORDS[state]}
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {SUBJECT_WORDS[subject.kind]}
          {endsAt !== null && ` · ends ${formatUntil(endsAt)}`}
        </Text>
      </div>
      {removed ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => saved && onChange({ subject, level: saved.level, endsAt: saved.endsAt })}
        >
          Keep
        </Button>
      ) : (
        <Group gap={4} wrap="nowrap" className={classes['controls'] ?? ''}>
          <NativeSelect
            size="xs"
            aria-label={`Access of ${subject.name}`}
            data={[...LEVELS]}
            value={level ?? 'none'}
            onChange={(event) => onChange({ ...given, level: readLevel(event.currentTarget.value) })}
          />
          <ActionIcon
            className={classes['touch'] ?? ''}
            aria-label={endsAt === null ? `Set an end for ${subject.name}` : `Change the end for ${subject.name}`}
            title="End date"
            aria-expanded={dating}
            onClick={() => setDating((open) => !open)}
          >
            <IconCalendarPlus size={18} aria-hidden />
          </ActionIcon>
          <ActionIcon
            className={classes['touch'] ?? ''}
            aria-label={`Remove ${subject.name}, ${LEVEL_WORDS[level ?? 'none']}`}
            title="Remove"
            onClick={() => onChange({ subject, level: null, endsAt: null })}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      )}
      {dating && !removed && (
        <Group gap={8} align="end" className={classes['dating'] ?? ''}>
          <TextInput
            type="date"
            label="Ends after"
            size="xs"
            min={dayOf(new Date().toISOString())}
            value={dayOf(endsAt)}
            onChange={(event) => onChange({ ...given, endsAt: endOfDay(event.currentTarget.value) })}
          />
          {endsAt !== null && (
            <Button
              size="xs"
              variant="subtle"
              leftSection={<IconCalendarOff size={16} aria-hidden />}
              onClick={() => onChange({ ...given, endsAt: null })}
            >
              No end
            </Button>
          )}
        </Group>
      )}
    </li>
  )
}
