import type { Document, Version } from '@muniment/core/documents/schema.ts'
import { ActionIcon, Button, Group, Skeleton, Stack, Tabs, Text, Title, Tooltip } from '@mantine/core'
import { IconDownload, IconPencil, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { Activity } from '../activity/Activity.tsx'
import { AccessPanel } from '../access/AccessPanel.tsx'
import { linkTo } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatDuration } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import { useSearchParams } from 'react-router'
import classes from './documents.module.css'
import { DetailsDialog } from './DetailsForm.tsx'
import { DocumentFacts } from './DocumentFacts.tsx'
import { LockButton, LockChip } from './LockChip.tsx'
import { useDocument } from './queries.ts'
import { StateIcon } from './StateChip.tsx'
import { stateWords } from './states.ts'
import { NewerVersion, Versions } from './Versions.tsx'

interface Props {
  documentId: string
  tab: string
  onTab: (tab: string) => void
  onClose: (() => void) | null
  onRename: (document: Document) => void
  /** Its name stands above already. */
  titled?: boolean
}

/** Everything there is to know about a document, and its download. */
export function DocumentDetails({ documentId, ...props }: Props) {
  const { onClose } = props
  const document = useDocument(documentId)
  if (document.isError && !document.data) {
    return (
      <div className={classes['details']}>
        <ErrorPanel error={document.error} retry={() => void document.refetch()} />
        {onClose && (
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        )}
      </div>
    )
  }
  if (!document.data) {
    return (
      <Stack className="late" role="status" aria-label="Loading details">
        <Skeleton h={28} />
        <Skeleton h={36} />
        <Skeleton h={160} />
      </Stack>
    )
  }
  return <Details document={document.data} {...props} />
}

const TABS = [
  ['details', 'Details'],
  ['access', 'Access'],
  ['versions', 'Versions'],
  ['activity', 'Activity'],
] as const

function Details(props: Omit<Props, 'documentId'> & { document: Document }) {
  const { document, tab, onTab, onClose, onRename, titled = false } = props
  const { version } = document
  const [editing, setEditing] = useState(false)
  return (
    <div className={classes['details']}>
      {!titled && (
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
          <Title order={2} fz={16} style={{ overflowWrap: 'anywhere' }}>
            <bdi>{document.name}</bdi>
          </Title>
          {onClose && (
            <ActionIcon aria-label="Close details" onClick={onClose}>
              <IconX size={20} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      )}
      <Group gap={8} className={classes['acts'] ?? ''}>
        <Download document={document} />
        {document.abilities.rename && (
          <Button
            variant="default"
            leftSection={<IconPencil size={18} aria-hidden />}
            onClick={() => onRename(document)}
          >
            Rename
          </Button>
        )}
        <LockButton document={document} />
      </Group>
      {document.lock && <LockChip lock={document.lock} />}
      <VersionState version={version} />
      <NewerVersion document={document} />
      <Tabs value={tab} onChange={(value) => onTab(value ?? 'details')} keepMounted={false}>
        <Tabs.List>
          {TABS.map(([name, label]) => (
            <Tabs.Tab key={name} value={name} className={classes['tab'] ?? ''}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="details" pt="md">
          <DocumentFacts document={document} />
          {document.abilities.edit && (
            <Button
              mt="md"
              variant="default"
              leftSection={<IconPencil size={18} aria-hidden />}
              onClick={() => setEditing(true)}
            >
              Edit details
            </Button>
          )}
          <DetailsDialog document={editing ? document : null} onClose={() => setEditing(false)} />
        </Tabs.Panel>
        <Tabs.Panel value="access" pt="md">
          <AccessPanel kind="document" id={document.id} roomId={document.roomId} />
        </Tabs.Panel>
        <Tabs.Panel value="activity" pt="md">
          <Activity kind="document" id={document.id} named={false} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="md">
          <Versions document={document} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

function Download({ document }: { document: Document }) {
  const [parameters] = useSearchParams()
  const viewed = parameters.get('version')
  // Beside an old version it has to say that it is not of that one.
  const label = viewed === null || viewed === document.version.id ? 'Download' : `Download v${document.version.number}`
  if (document.abilities.download) {
    return (
      <Button
        component="a"
        href={linkTo(`/documents/${document.id}/content`)}
        download
        leftSection={<IconDownload size={18} aria-hidden />}
      >
        {label}
      </Button>
    )
  }
  const why =
    document.version.state === 'available'
      ? 'Download isn’t allowed for you here. Ask who manages this room.'
      : 'Only what has passed the virus check can be downloaded.'
  return (
    <Tooltip label={why} events={{ hover: true, focus: true, touch: true }} multiline maw={280}>
      <Button
        data-disabled
        aria-disabled
        aria-description={why}
        leftSection={<IconDownload size={18} aria-hidden />}
        onClick={(event) => event.preventDefault()}
      >
        {label}
      </Button>
    </Tooltip>
  )
}

/** The virus check's word on the current version: what happened, why, and what to do. */
function VersionState({ version }: { version: Version }) {
  const words = stateWords(version)
  if (version.state === 'available') {
    return (
      <span className={classes['chip']} data-tone="ok">
        <StateIcon version={version} size={18} />
        <span>
          Passed the virus check{version.scannedAt && ' · '}
          {version.scannedAt && <When date={version.scannedAt} inside />}
        </span>
      </span>
    )
  }
  return (
    <div className={classes['reason']} data-tone={words.tone} role="status">
      <StateIcon version={version} size={20} />
      <Stack gap={4}>
        <Text fw={600}>
          {words.label}
          {version.state === 'scanning' && <Elapsed since={version.createdAt} />}
        </Text>
        {version.reason && <Text>{version.reason.message}</Text>}
        {words.next && <Text>{words.next}</Text>}
        {version.scannedAt && version.state !== 'scanning' && version.state !== 'damaged' && (
          <Text size="xs" c="dimmed">
            Decided <When date={version.scannedAt} inside />
          </Text>
        )}
      </Stack>
    </div>
  )
}

function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000)
    return () => window.clearInterval(timer)
  }, [])
  const seconds = (now - new Date(since).getTime()) / 1000
  return seconds < 2 ? null : <> · for {formatDuration(seconds)}</>
}
