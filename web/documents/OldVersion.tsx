import type { Document } from '@muniment/core/documents/schema.ts'
import { Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { When } from '../frame/When.tsx'
import classes from './page.module.css'
import { useVersions } from './queries.ts'
import { RestoreDialog } from './RestoreDialog.tsx'

interface Props {
  document: Document
  versionId: string
  onCurrent: () => void
}

/** Stands above a version that is not the current one for as long as it is looked at. */
export function OldVersion({ document, versionId, onCurrent }: Props) {
  const { data, hasNextPage, fetchNextPage, isFetching } = useVersions(document.id)
  const [restoring, setRestoring] = useState(false)
  const version = data?.pages.flatMap((page) => page.items).find(({ id }) => id === versionId)
  // It may be far back in the history.
  useEffect(() => {
    if (!version && hasNextPage && !isFetching) void fetchNextPage()
  }, [version, hasNextPage, isFetching, fetchNextPage])
  const last = document.newer?.number ?? document.version.number
  return (
    <div className={classes['old']} role="status">
      <Text size="sm">
        {version ? (
          <>
            This is version {version.number} of {last}, uploaded <When date={version.createdAt} inside />
            {version.uploadedBy?.name && ` by ${version.uploadedBy.name}`}.
          </>
        ) : (
          'This is not the current version.'
        )}
      </Text>
      <Group gap={8}>
        <Button size="compact-sm" variant="default" onClick={onCurrent}>
          Go to the current version
        </Button>
        {version?.state === 'available' && document.abilities.addVersion && (
          <Button size="compact-sm" variant="default" onClick={() => setRestoring(true)}>
            Make current
          </Button>
        )}
      </Group>
      <RestoreDialog
        document={document}
        version={restoring && version ? version : null}
        onClose={() => setRestoring(false)}
        onDone={onCurrent}
      />
    </div>
  )
}
