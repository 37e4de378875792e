import type { Explanation, Reason, ThingKind } from '@muniment/core/access/schema.ts'
import { Alert, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { IconBulb, IconFile, IconFolder, IconFolders } from '@tabler/icons-react'
import { useState } from 'react'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import classes from './access.module.css'
import { CauseLink } from './Audience.tsx'
import { useExplanation } from './queries.ts'
import { SubjectPicker } from './SubjectPicker.tsx'
import { LEVEL_WORDS } from './words.ts'

/** About whom one asks: a member, oneself, or somebody still to be chosen. */
export type Asked = { who: 'member'; id: string; name: string } | { who: 'me' } | { who: 'choose' }

interface Props {
  kind: ThingKind
  id: string
  name: string
  roomId: string
  asked: Asked | null
  onClose: () => void
}

/** Why somebody can, or cannot, see a thing: the server's own reasons. */
export function Why({ asked, onClose, ...thing }: Props) {
  const title = asked?.who === 'choose' ? `Who can see ${thing.name}?` : `Access to ${thing.name}`
  return (
    <Modal opened={asked !== null} onClose={onClose} title={title} size={520}>
      {asked && <Answer asked={asked} {...thing} />}
    </Modal>
  )
}

function Answer({ asked, kind, id, roomId }: Omit<Props, 'asked' | 'onClose'> & { asked: Asked }) {
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null)
  const memberId = asked.who === 'member' ? asked.id : (chosen?.id ?? null)
  const ready = asked.who !== 'choose' || chosen !== null
  const explanation = useExplanation(kind, id, memberId, ready)
  return (
    <Stack>
      {asked.who === 'choose' && (
        <SubjectPicker
          label="Check a person"
          placeholder="Name or e-mail"
          peopleOnly
          onChoose={(subject) => subject.id !== null && setChosen({ id: subject.id, name: subject.name })}
        />
      )}
      {!ready ? (
        <Text c="dimmed">Choose somebody to see what they can do here, and why.</Text>
      ) : explanation.data ? (
        <Reasons told={explanation.data} roomId={roomId} />
      ) : explanation.isError ? (
        <ErrorPanel error={explanation.error} retry={() => void explanation.refetch()} />
      ) : (
        <Skeleton className="late" h={120} />
      )}
    </Stack>
  )
}

const ICONS = { room: IconFolders, folder: IconFolder, document: IconFile }

function Reasons({ told, roomId }: { told: Explanation; roomId: string }) {
  return (
    <Stack gap="sm" aria-live="polite">
      <Text fw={600}>{told.sentence}</Text>
      <ol className={classes['chain']} aria-label="The reasons, nearest first">
        {told.chain.map((reason, at) => (
          <Step key={`${reason.at.id}-${at}`} reason={reason} first={at === 0} roomId={roomId} />
        ))}
      </ol>
      {told.sensitivity !== null && (
        <Text size="xs" c="dimmed">
          The document is {told.sensitivity};{' '}
          {told.clearance === null ? 'they hold no role' : `their roles see documents up to ${told.clearance}`}.
        </Text>
      )}
      <Alert variant="outline" color="gray" icon={<IconBulb size={20} aria-hidden />} title="To change this">
        {told.toChange}
      </Alert>
    </Stack>
  )
}

function Step({ reason, first, roomId }: { reason: Reason; first: boolean; roomId: string }) {
  const Icon = ICONS[reason.at.kind]
  return (
    <li className={classes['step']} data-decides={reason.decides || undefined}>
      <Icon size={20} aria-hidden className={classes['icon']} />
      <div className={classes['who']}>
        {first ? <bdi>{reason.at.name}</bdi> : <CauseLink place={reason.at} roomId={roomId} />}
        <Text size="xs" c="dimmed">
          {reason.subject === null
            ? 'Nothing granted to them here'
            : `${LEVEL_WORDS[reason.level ?? 'none']} · to ${reason.subject.name}`}
          {reason.endsAt !== null && ` · ends ${formatUntil(reason.endsAt)}`}
          {!reason.inherits && reason.at.kind !== 'room' && ' · inherits nothing from above'}
        </Text>
      </div>
      {reason.decides && <span className={classes['decides']}>Decides</span>}
    </li>
  )
}
