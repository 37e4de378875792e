import type { Impact, ThingKind } from '@muniment/core/access/schema.ts'
import { Button, Group, Loader, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { count, figure } from '../frame/format.ts'
import { useMe } from '../session/session.ts'
import classes from './access.module.css'
import { changeOf, EMPTY, keepDraft, type Draft } from './draft.ts'
import { accessPath, rightsChanged, useImpact } from './queries.ts'

/** What was changed and not saved: whom it would touch, then Save or Undo. */
export function PendingBar({ kind, id, draft }: { kind: ThingKind; id: string; draft: Draft }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const [settled] = useDebouncedValue(draft, 300)
  const impact = useImpact(kind, id, settled)
  const save = useMutation({
    mutationFn: () => api(accessPath(kind, id), { method: 'PATCH', body: changeOf(draft) }),
    onSuccess: () => {
      keepDraft(id, EMPTY)
      rightsChanged(queries, organization)
      announce('Access saved')
    },
  })
  const changes = draft.grants.size + (draft.inherits === null ? 0 : 1)
  const current = settled === draft && !impact.isFetching
  return (
    <section className={classes['pending']} aria-label="Changes not saved yet">
      <Text fw={600}>{count(changes, 'change')} not saved yet</Text>
      {save.isError ? (
        <FormError error={save.error} />
      ) : impact.isError ? (
        <FormError error={impact.error} />
      ) : impact.data && current ? (
        <ImpactWords impact={impact.data} />
      ) : (
        <Group gap={8} role="status">
          <Loader size={14} />
          <Text c="dimmed">Counting who gains and who loses…</Text>
        </Group>
      )}
      <Group gap={8}>
        <Button loading={save.isPending} disabled={!current || impact.isError} onClick={() => save.mutate()}>
          Save
        </Button>
        <Button
          variant="default"
          onClick={() => {
            keepDraft(id, EMPTY)
            announce('Changes undone')
          }}
        >
          Undo
        </Button>
      </Group>
    </section>
  )
}

function ImpactWords({ impact }: { impact: Impact }) {
  const { gainCount, loseCount, gain, lose } = impact
  if (gainCount + loseCount === 0) return <Text role="status">Nobody gains or loses access by this.</Text>
  return (
    <div role="status">
      {loseCount > 0 && (
        <People
          words={`${count(loseCount, 'person loses', 'people lose')} access or part of it`}
          names={lose}
          of={loseCount}
        />
      )}
      {gainCount > 0 && (
        <People
          words={`${count(gainCount, 'person gains', 'people gain')} access or more of it`}
          names={gain}
          of={gainCount}
        />
      )}
    </div>
  )
}

function People({ words, names, of }: { words: string; names: Impact['gain']; of: number }) {
  return (
    <details className={classes['people']} open={of <= 5}>
      <summary>{words}</summary>
      <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
        {names.map(({ name }) => name).join(', ')}
        {of > names.length && ` and ${figure(of - names.length)} more`}
      </Text>
    </details>
  )
}
