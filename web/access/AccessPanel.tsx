import type { ThingAccess, ThingKind } from '@muniment/core/access/schema.ts'
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconArrowUp, IconSitemap, IconSitemapOff, IconUserSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { useStore } from '../frame/store.ts'
import { useMe } from '../session/session.ts'
import classes from './access.module.css'
import { Audience, CauseLink } from './Audience.tsx'
import { drafts, EMPTY, isEmpty, keepDraft, linesOf, withGrant, withInherits, type Draft } from './draft.ts'
import { GrantLines } from './GrantLines.tsx'
import { PendingBar } from './PendingBar.tsx'
import { useAccess, useExplanation } from './queries.ts'
import { SubjectPicker } from './SubjectPicker.tsx'
import { Why, type Asked } from './Why.tsx'
import { causeWords, LEVEL_WORDS, subjectKey } from './words.ts'

interface Props {
  kind: ThingKind
  id: string
  /** The room it is in, or is: where all that its access comes from lies. */
  roomId: string
}

/** Who can do what to a room, folder or document, and, for who manages it, the changing of it. */
export function AccessPanel({ kind, id, roomId }: Props) {
  const access = useAccess(kind, id)
  const [asked, setAsked] = useState<Asked | null>(null)
  const first = access.data?.pages[0]
  if (!first) {
    if (access.isError) {
      return <ErrorPanel title="Access could not be read" error={access.error} retry={() => void access.refetch()} />
    }
    return (
      <Stack className="late" role="status" aria-label="Loading access">
        <Skeleton h={40} />
        <Skeleton h={120} />
        <Skeleton h={160} />
      </Stack>
    )
  }
  return (
    <div className={classes['panel']}>
      <Own shown={first} roomId={roomId} onWhy={() => setAsked({ who: 'me' })} />
      {first.manages && <Granted shown={first} kind={kind} id={id} roomId={roomId} />}
      <Everybody
        shown={first}
        roomId={roomId}
        rows={access.data?.pages.flatMap((page) => page.items) ?? []}
        more={access.hasNextPage}
        loadingMore={access.isFetchingNextPage}
        onMore={() => void access.fetchNextPage()}
        onAsk={setAsked}
      />
      <Why kind={kind} id={id} name={first.thing.name} roomId={roomId} asked={asked} onClose={() => setAsked(null)} />
    </div>
  )
}

/** What oneself may do here, and through what. */
function Own({ shown, roomId, onWhy }: { shown: ThingAccess; roomId: string; onWhy: () => void }) {
  const { thing, own } = shown
  const why = useExplanation(thing.kind, thing.id, null)
  return (
    <div className={classes['own']}>
      <div className={classes['who']}>
        <Text>
          You: <b>{LEVEL_WORDS[own]}</b>
        </Text>
        {why.data && (
          <Text size="xs" c="dimmed">
            {causeWords(why.data.cause, thing)}{' '}
            <CauseLink place={why.data.cause.inherited ? why.data.cause.at : null} roomId={roomId} />
          </Text>
        )}
      </div>
      <Button size="xs" variant="default" onClick={onWhy}>
        Why?
      </Button>
    </div>
  )
}

/** What is granted at this very place, to be changed by who manages it. */
function Granted({ shown, kind, id, roomId }: Props & { shown: ThingAccess }) {
  const draft = useStore(drafts).get(id) ?? EMPTY
  const keep = (next: Draft) => keepDraft(id, next)
  const lines = linesOf(shown.grants, draft)
  return (
    <section aria-labelledby={`granted-${id}`} className={classes['section']}>
      <Title order={3} fz={14} id={`granted-${id}`}>
        Shared here
      </Title>
      {kind !== 'room' && (
        <Inheritance
          shown={shown}
          roomId={roomId}
          inherits={draft.inherits ?? shown.inherits}
          onChange={(inherits) => keep(withInherits(draft, shown.inherits, inherits))}
        />
      )}
      <SubjectPicker
        label="Share with"
        placeholder="Person, department, role or everyone"
        onChoose={(subject) => {
          // Who has something here keeps it until another level is chosen.
          if (lines.some(({ key, state }) => key === subjectKey(subject) && state !== 'removed')) return
          keep(withGrant(draft, shown.grants, { subject, level: 'view', endsAt: null }))
        }}
      />
      {lines.length > 0 ? (
        <GrantLines lines={lines} onChange={(change) => keep(withGrant(draft, shown.grants, change))} />
      ) : (
        <Text c="dimmed" size="xs">
          {kind === 'room'
            ? 'Nothing is shared. Only those who manage every room can see it.'
            : 'Nothing of its own is shared here.'}
        </Text>
      )}
      {!isEmpty(draft) && <PendingBar kind={kind} id={id} draft={draft} />}
    </section>
  )
}

interface InheritanceProps {
  shown: ThingAccess
  roomId: string
  inherits: boolean
  onChange: (inherits: boolean) => void
}

function Inheritance({ shown, roomId, inherits, onChange }: InheritanceProps) {
  return (
    <div className={classes['inheritance']}>
      {inherits ? (
        <IconArrowUp size={18} aria-hidden className={classes['icon']} />
      ) : (
        <IconSitemapOff size={18} aria-hidden className={classes['icon']} />
      )}
      <div className={classes['who']}>
        {inherits ? (
          <Text>
            Inherits from{' '}
            {shown.inheritsFrom ? <CauseLink place={shown.inheritsFrom} roomId={roomId} /> : 'the place above'}
          </Text>
        ) : (
          <Text>Inherits nothing: only what is shared here counts.</Text>
        )}
      </div>
      <Button
        size="xs"
        variant="default"
        leftSection={inherits ? <IconSitemapOff size={16} aria-hidden /> : <IconSitemap size={16} aria-hidden />}
        onClick={() => onChange(!inherits)}
      >
        {inherits ? 'Stop inheriting' : 'Inherit again'}
      </Button>
    </div>
  )
}

interface EverybodyProps {
  shown: ThingAccess
  roomId: string
  rows: ThingAccess['items']
  more: boolean
  loadingMore: boolean
  onMore: () => void
  onAsk: (asked: Asked) => void
}

/** The effective rows. Who neither manages nor audits gets only their own from the server, which is told above already. */
function Everybody({ shown, roomId, rows, more, loadingMore, onMore, onAsk }: EverybodyProps) {
  const { membership, can } = useMe()
  const audits = shown.manages || can('access.audit')
  if (!audits && rows.every(({ member }) => member.id === membership?.id)) return null
  return (
    <section aria-labelledby={`seen-${shown.thing.id}`} className={classes['section']}>
      <Group justify="space-between" gap={8}>
        <Title order={3} fz={14} id={`seen-${shown.thing.id}`}>
          Who can see this
        </Title>
        {can('members.read') && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserSearch size={16} aria-hidden />}
            onClick={() => onAsk({ who: 'choose' })}
          >
            Check a person…
          </Button>
        )}
      </Group>
      {rows.length === 0 && <Text c="dimmed">Nobody can see this.</Text>}
      <Audience
        thing={shown.thing}
        roomId={roomId}
        manages={shown.manages}
        rows={rows}
        lackClearance={shown.lackClearance}
        more={more}
        loadingMore={loadingMore}
        onMore={onMore}
        onWhy={(member) => onAsk({ who: 'member', ...member })}
      />
    </section>
  )
}
