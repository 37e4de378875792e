import type { SharedThing } from '@muniment/core/access/shared.ts'
import { Button, Text, Title } from '@mantine/core'
import { IconFile, IconFolderFilled } from '@tabler/icons-react'
import { Link } from 'react-router'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import classes from './access.module.css'
import { useShared } from './queries.ts'
import { LEVEL_WORDS } from './words.ts'

function addressOf(thing: SharedThing): string {
  return thing.kind === 'document' ? `/documents/${thing.id}` : `/rooms/${thing.roomId}/folders/${thing.id}`
}

/** Folders and documents that one was let into without the room around them. Nothing where there are none. */
export function Shared() {
  const shared = useShared()
  const all = shared.data?.pages.flatMap((page) => page.items) ?? []
  if (shared.isError && all.length === 0) {
    return (
      <ErrorPanel
        title="What was shared with you could not be read"
        error={shared.error}
        retry={() => void shared.refetch()}
      />
    )
  }
  if (all.length === 0) return null
  return (
    <section aria-labelledby="shared">
      <Title order={2} fz={16} mb="xs" id="shared">
        Shared with me
      </Title>
      <ul className={classes['shared']} aria-label="Shared with me">
        {all.map((thing) => (
          <li key={thing.id}>
            <Link to={addressOf(thing)} className={classes['sharedLink']}>
              {thing.kind === 'document' ? (
                <IconFile size={20} aria-hidden className={classes['icon']} />
              ) : (
                <IconFolderFilled size={20} aria-hidden className={classes['icon']} />
              )}
              <Text span fw={600} flex={1}>
                <bdi>{thing.name}</bdi>
              </Text>
              <Text span c="dimmed">
                {LEVEL_WORDS[thing.access]}
              </Text>
            </Link>
          </li>
        ))}
      </ul>
      {shared.hasNextPage && (
        <Button
          mt="sm"
          variant="default"
          loading={shared.isFetchingNextPage}
          onClick={() => void shared.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </section>
  )
}
