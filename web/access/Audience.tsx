import type { EffectiveAccess, ThingReference } from '@muniment/core/access/schema.ts'
import { Anchor, Button, Text, UnstyledButton } from '@mantine/core'
import { IconShieldLock } from '@tabler/icons-react'
import { Link } from 'react-router'
import { count, formatDay } from '../frame/format.ts'
import classes from './access.module.css'
import { SubjectIcon } from './SubjectIcon.tsx'
import { accessAddress, causeWords, LEVEL_WORDS, viewAsAddress } from './words.ts'

interface Props {
  thing: ThingReference
  roomId: string
  manages: boolean
  rows: readonly EffectiveAccess[]
  lackClearance: number
  more: boolean
  loadingMore: boolean
  onMore: () => void
  onWhy: (member: { id: string; name: string }) => void
}

/** Who can really see a thing now, each with the reason and the way to where it was given. */
export function Audience({ thing, roomId, manages, rows, lackClearance, more, loadingMore, onMore, onWhy }: Props) {
  return (
    <>
      <ul className={classes['lines']} aria-label="Who can see this">
        {rows.map(({ member, level, cause, via, endsAt }) => (
          <li key={member.id} className={classes['line']}>
            <SubjectIcon kind="member" />
            <div className={classes['who']}>
              <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
                {member.name}
                {member.guest && (
                  <Text span size="xs" fw={400} c="dimmed">
                    {' '}
                    · from outside
                  </Text>
                )}
              </Text>
              <Text size="xs" c="dimmed">
                {causeWords(cause, thing)} <CauseLink place={cause.inherited ? cause.at : null} roomId={roomId} />
                {via !== null && via.kind !== 'member' && ` · via ${via.kind === 'everyone' ? 'everyone' : via.name}`}
                {endsAt !== null && (
                  <>
                    {' '}
                    · <time dateTime={endsAt}>until {formatDay(endsAt)}</time>
                  </>
                )}
              </Text>
            </div>
            <div className={classes['level']}>
              <Text>{LEVEL_WORDS[level]}</Text>
              {manages && thing.kind !== 'document' && (
                <>
                  <Anchor
                    component={Link}
                    to={viewAsAddress(roomId, thing.kind === 'folder' ? thing.id : null, member.id)}
                    className={classes['why'] ?? ''}
                    aria-label={`View as ${member.name}`}
                  >
                    View as…
                  </Anchor>{' '}
                </>
              )}
              <UnstyledButton
                className={classes['why']}
                aria-label={`Why ${member.name} ${LEVEL_WORDS[level].toLowerCase()}`}
                onClick={() => onWhy(member)}
              >
                Why?
              </UnstyledButton>
            </div>
          </li>
        ))}
      </ul>
      {more && (
        <Button variant="default" size="xs" loading={loadingMore} onClick={onMore}>
          Show more people
        </Button>
      )}
      {lackClearance > 0 && (
        <Text className={classes['clearance']}>
          <IconShieldLock size={18} aria-hidden />
          {count(lackClearance, 'person', 'people')} {lackClearance === 1 ? 'lacks' : 'lack'} the clearance
        </Text>
      )}
    </>
  )
}

/** A place in a chain, as the way to its own panel. */
export function CauseLink({ place, roomId }: { place: ThingReference | null; roomId: string }) {
  if (place === null) return null
  return (
    <Link to={accessAddress(place, roomId)} className={classes['source']}>
      <bdi>{place.name}</bdi> →
    </Link>
  )
}
