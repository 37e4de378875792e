import type { Document } from '@muniment/core/documents/schema.ts'
import type { Preview } from '@muniment/core/previews/schema.ts'
import { Button, Loader, Stack, Text } from '@mantine/core'
import { IconDownload, IconFileOff, IconRefresh, IconShieldX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { linkTo } from '../api.ts'
import { SLOW_CHECK } from '../documents/states.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatDuration } from '../frame/format.ts'
import classes from './previews.module.css'
import { isUnderWay, useRetry } from './queries.ts'

/** In the place of pages: what is being done about them, or why there are none and what to do. */
export function PreviewState({ document, preview }: { document: Document; preview: Preview }) {
  const retry = useRetry(document.id)
  const { state, reason } = preview
  if (isUnderWay(preview)) return <UnderWay preview={preview} />
  const Icon = state === 'blocked' ? IconShieldX : IconFileOff
  return (
    <Stack className={classes['state'] ?? ''} gap="sm" role="status">
      <Icon size={40} stroke={1.5} aria-hidden />
      <Text maw={440} ta="center">
        {reason?.message ?? 'There is no preview of this file.'}
      </Text>
      {retry.isError && <ErrorPanel error={retry.error} />}
      <Stack gap="xs">
        {preview.abilities.retry && (
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} aria-hidden />}
            loading={retry.isPending}
            onClick={() => retry.mutate()}
          >
            Try again
          </Button>
        )}
        {document.abilities.download && (
          <Button
            component="a"
            href={linkTo(`/versions/${preview.versionId}/content`)}
            download
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            Download
          </Button>
        )}
      </Stack>
      {!document.abilities.download && state !== 'blocked' && (
        <Text size="sm" c="dimmed">
          Download isn’t allowed here.
        </Text>
      )}
    </Stack>
  )
}

function UnderWay({ preview }: { preview: Preview }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000)
    return () => window.clearInterval(timer)
  }, [])
  const waited = now - new Date(preview.since).getTime()
  const checking = preview.state === 'checking'
  return (
    <Stack className={classes['state'] ?? ''} gap="sm">
      <Loader size="sm" aria-hidden />
      <Text fw={600} role="status">
        {checking ? 'Checking for viruses' : 'Preparing preview'}
      </Text>
      <Text size="sm" c="dimmed">
        {waited < 2000 ? ' ' : `for ${formatDuration(waited / 1000)}`}
      </Text>
      <Text maw={440} ta="center">
        {checking && preview.reason ? preview.reason.message : 'It opens here by itself.'}
      </Text>
      {waited > SLOW_CHECK && (
        <Text maw={440} ta="center">
          This takes longer than usual.
          {checking ? ' The file is safe.' : ' Other files may be in front of it.'}
        </Text>
      )}
    </Stack>
  )
}
