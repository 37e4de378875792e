import { Button, EmptyState, Skeleton, Stack } from '@mantine/core'
import { IconCloudUpload, IconFilterOff, IconFolderOpen, IconUpload } from '@tabler/icons-react'
import classes from './rooms.module.css'

/** A folder without anything in it: a place to drop files, for those who may. */
export function EmptyPlace({ place, upload, onUpload }: { place: string; upload: boolean; onUpload: () => void }) {
  if (!upload) {
    return (
      <EmptyState
        className={classes['empty'] ?? ''}
        icon={<IconFolderOpen size={32} aria-hidden />}
        title="Nothing here yet"
        description={`Nobody has added documents to ${place} yet.`}
      />
    )
  }
  return (
    <EmptyState
      className={`${classes['empty']} ${classes['emptyDrop']}`}
      icon={<IconCloudUpload size={32} aria-hidden />}
      title="Nothing here yet"
      description={`Drop files or folders here to upload them to ${place}.`}
    >
      <EmptyState.Actions>
        <Button leftSection={<IconUpload size={18} aria-hidden />} onClick={onUpload}>
          Choose files
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  )
}

/** There is something here, and nothing of it fits. */
export function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      className={classes['empty'] ?? ''}
      icon={<IconFilterOff size={32} aria-hidden />}
      title="Nothing matches"
      description="No document here or in the folders below fits all of these filters."
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  )
}

export function RowsSkeleton() {
  return (
    <Stack className="late" px="md" py="xs" gap={8} role="status" aria-label="Loading">
      {Array.from({ length: 10 }, (_, at) => (
        <Skeleton key={at} h={32} />
      ))}
    </Stack>
  )
}
