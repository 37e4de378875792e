import type { Bulk, BulkItem } from '@muniment/core/bulk/schema.ts'
import type { Page } from '@muniment/core/page.ts'
import { Button, Group, Modal, ScrollArea, Skeleton, Stack, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, linkTo } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { useStore } from '../frame/store.ts'
import { useMe } from '../session/session.ts'
import { canUndo, shownReport, undoTrash } from './bulk.ts'
import { refreshPlaces } from './refresh.ts'
import { endWords, leftWords } from './words.ts'

/** What an act on many things did, and what it could not do and why. */
export function BulkReport() {
  const id = useStore(shownReport)
  const close = () => shownReport.set(null)
  return (
    <Modal opened={id !== null} onClose={close} title="What was done" size="lg">
      {id !== null && <Report id={id} onClose={close} />}
    </Modal>
  )
}

function Report({ id, onClose }: { id: string; onClose: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const report = useQuery({
    queryKey: [organization, 'bulk', id],
    queryFn: async ({ signal }) => ({
      bulk: await api<Bulk>(`/bulk/${id}`, { signal }),
      refused: await api<Page<BulkItem>>(`/bulk/${id}/items`, { query: { state: 'refused', limit: 200 }, signal }),
    }),
    staleTime: 0,
  })
  if (report.isError) return <ErrorPanel error={report.error} retry={() => void report.refetch()} />
  if (!report.data) return <Skeleton className="late" h={160} />
  const { bulk, refused } = report.data
  const undo = () => {
    void undoTrash(id, () => refreshPlaces(queries, organization))
    onClose()
  }
  return (
    <Stack>
      <Text>
        {endWords(bulk.act.do, bulk)} {leftWords(bulk)}
      </Text>
      {refused.items.length > 0 && (
        <ScrollArea.Autosize mah="50vh">
          <Table aria-label="What was not done">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Why not</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {refused.items.map((item) => (
                <Table.Tr key={item.position}>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    <bdi>{item.name === '' ? 'Something you cannot see' : item.name}</bdi>
                  </Table.Td>
                  <Table.Td>{item.reason}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
      {refused.next !== null && <Text c="dimmed">The first 200 are shown; the table below has them all.</Text>}
      <Group justify="space-between">
        <Button
          component="a"
          variant="default"
          href={linkTo(`/bulk/${id}/report`)}
          download
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          Download as CSV
        </Button>
        <Group gap="sm">
          {canUndo(bulk.act.do, bulk) && (
            <Button variant="default" onClick={undo}>
              Undo
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Group>
    </Stack>
  )
}
