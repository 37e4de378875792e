import type { Archive, ArchiveChoice } from '@muniment/core/archives/schema.ts'
import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { api, linkTo } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { count, formatSize } from '../frame/format.ts'
import { createStore, useStore } from '../frame/store.ts'

const chosen = createStore<ArchiveChoice | null>(null)

/** Asks for these things as one zip: says how much it is, then downloads it. */
export function downloadTogether(choice: Partial<ArchiveChoice>): void {
  chosen.set({ roomId: null, folderIds: [], documentIds: [], ...choice })
}

export function ArchiveDialog() {
  const choice = useStore(chosen)
  const close = () => chosen.set(null)
  return (
    <Modal opened={choice !== null} onClose={close} title="Download as a zip">
      {choice && <Contents choice={choice} onClose={close} />}
    </Modal>
  )
}

function Contents({ choice, onClose }: { choice: ArchiveChoice; onClose: () => void }) {
  const archive = useQuery({
    queryKey: ['archive', choice],
    queryFn: ({ signal }) => api<Archive>('/archives', { method: 'POST', body: choice, signal }),
    gcTime: 0,
    staleTime: Infinity,
  })
  if (archive.isError) return <ErrorPanel error={archive.error} retry={() => void archive.refetch()} />
  if (!archive.data) return <Skeleton className="late" h={96} />
  const { id, name, files, bytes, withheld } = archive.data
  return (
    <Stack gap="md">
      <Text>
        <b>
          <bdi>{name}.zip</bdi>
        </b>
        : {count(files, 'document')}, {formatSize(bytes)}, in their folders, with a list and checksums.
      </Text>
      {withheld > 0 && (
        <Text c="dimmed">
          {count(withheld, 'document')} left out: not yours to download, not through the virus check, or damaged in
          storage.
        </Text>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          component="a"
          href={linkTo(`/archives/${id}/content`)}
          download
          data-autofocus
          leftSection={<IconDownload size={18} aria-hidden />}
          onClick={onClose}
        >
          Download
        </Button>
      </Group>
    </Stack>
  )
}
