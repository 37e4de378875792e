import type { Document, Version } from '@muniment/core/documents/schema.ts'
import { ActionIcon, Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { IconDownload, IconEye, IconHistory, IconPencil, IconUpload } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useMatch, useSearchParams } from 'react-router'
import { api, linkTo } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { formatSize } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import { useMe } from '../session/session.ts'
import classes from './documents.module.css'
import { LockChip } from './LockChip.tsx'
import { NewVersionDialog } from './NewVersionDialog.tsx'
import { useVersions } from './queries.ts'
import { RestoreDialog } from './RestoreDialog.tsx'
import { StateChip } from './StateChip.tsx'

/** The versions of a document, newest first, and what can be done with each. */
export function Versions({ document }: { document: Document }) {
  const versions = useVersions(document.id)
  const [adding, setAdding] = useState(false)
  const [restoring, setRestoring] = useState<Version | null>(null)
  const [noting, setNoting] = useState<Version | null>(null)
  const items = versions.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack gap="sm">
      {document.abilities.addVersion ? (
        <Button variant="default" leftSection={<IconUpload size={18} aria-hidden />} onClick={() => setAdding(true)}>
          Upload new version
        </Button>
      ) : (
        document.lock && !document.lock.mine && <LockChip lock={document.lock} />
      )}
      {versions.isError && !versions.data && (
        <ErrorPanel error={versions.error} retry={() => void versions.refetch()} />
      )}
      <Stack gap={0} component="ol" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Versions, newest first">
        {items.map((version) => (
          <Line
            key={version.id}
            document={document}
            version={version}
            onRestore={() => setRestoring(version)}
            onNote={() => setNoting(version)}
          />
        ))}
      </Stack>
      {versions.hasNextPage && (
        <Button variant="default" loading={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          Show older versions
        </Button>
      )}
      <NewVersionDialog document={adding ? document : null} onClose={() => setAdding(false)} />
      <RestoreDialog document={document} version={restoring} onClose={() => setRestoring(null)} />
      <Modal opened={noting !== null} onClose={() => setNoting(null)} title={`Note of version ${noting?.number ?? ''}`}>
        {noting && <Note document={document} version={noting} onClose={() => setNoting(null)} />}
      </Modal>
    </Stack>
  )
}

interface LineProps {
  document: Document
  version: Version
  onRestore: () => void
  onNote: () => void
}

function Line({ document, version, onRestore, onNote }: LineProps) {
  const current = version.id === document.version.id
  const [parameters] = useSearchParams()
  const page = useMatch('/documents/:documentId')
  const viewed = page !== null && (parameters.get('version') ?? document.version.id) === version.id
  return (
    <li className={classes['version']} aria-current={current || undefined}>
      <div className={classes['versionFacts']}>
        <Group gap={8}>
          <Text fw={600}>Version {version.number}</Text>
          {current && <span className={classes['currentMark']}>Current</span>}
          {viewed && !current && <span className={classes['currentMark']}>Shown here</span>}
          <StateChip version={version} />
        </Group>
        <Text size="xs" c="dimmed">
          <When date={version.createdAt} />
          {version.uploadedBy?.name && ` · ${version.uploadedBy.name}`} · {formatSize(version.size)}
          {version.restoredFrom !== null && ` · from version ${version.restoredFrom}`}
        </Text>
        {version.note && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {version.note}
          </Text>
        )}
        <SameAs document={document} version={version} />
      </div>
      <Group gap={4} wrap="nowrap">
        {version.state === 'available' && !viewed && (
          <ActionIcon
            component={Link}
            to={`/documents/${document.id}?${current ? '' : `version=${version.id}&`}tab=versions`}
            aria-label={`View version ${version.number}`}
            title="View"
          >
            <IconEye size={18} aria-hidden />
          </ActionIcon>
        )}
        {version.abilities.note && (
          <ActionIcon aria-label={`Note of version ${version.number}`} title="Change the note" onClick={onNote}>
            <IconPencil size={18} aria-hidden />
          </ActionIcon>
        )}
        {!current && version.state === 'available' && document.abilities.addVersion && (
          <ActionIcon aria-label={`Make version ${version.number} current`} title="Make current" onClick={onRestore}>
            <IconHistory size={18} aria-hidden />
          </ActionIcon>
        )}
        {version.abilities.download && (
          <ActionIcon
            component="a"
            href={linkTo(`/documents/${document.id}/versions/${version.id}/content`)}
            download
            aria-label={`Download version ${version.number}`}
            title="Download"
          >
            <IconDownload size={18} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </li>
  )
}

/** The same bytes were there already. */
export function SameAs({ document, version }: { document: Document; version: Version }) {
  const { sameAs } = version
  if (!sameAs || version.restoredFrom !== null) return null
  return (
    <Text size="xs" c="dimmed">
      {sameAs.documentId === document.id ? (
        `The same bytes as version ${sameAs.version}.`
      ) : (
        <>
          The same bytes as{' '}
          <a href={`/documents/${sameAs.documentId}`}>
            <bdi>{sameAs.name}</bdi>
          </a>
          .
        </>
      )}
    </Text>
  )
}

function Note({ document, version, onClose }: { document: Document; version: Version; onClose: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const [note, setNote] = useState(version.note)
  const save = useMutation({
    mutationFn: () =>
      api<Version>(`/documents/${document.id}/versions/${version.id}`, { method: 'PATCH', body: { note } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: [organization, 'versions', document.id] })
      announce('Note saved')
      onClose()
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack>
        <Textarea
          label="What changed"
          maxLength={500}
          autosize
          minRows={3}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {save.isError && <FormError error={save.error} />}
        <FormButtons onCancel={onClose} loading={save.isPending}>
          Save
        </FormButtons>
      </Stack>
    </form>
  )
}

/** A newer version that people don't read yet, or never will. */
export function NewerVersion({ document }: { document: Document }) {
  const { newer, version } = document
  if (!newer) return null
  return (
    <Alert color={newer.state === 'scanning' ? 'gray' : 'orange'} p="xs" role="status">
      <Group gap={8}>
        <Text size="sm">
          {newer.state === 'scanning'
            ? `Version ${newer.number} is being checked. Until then this is version ${version.number}.`
            : `Version ${newer.number} did not pass, so this is still version ${version.number}.`}
        </Text>
        <StateChip version={newer} />
      </Group>
      {newer.reason && <Text size="sm">{newer.reason.message}</Text>}
    </Alert>
  )
}
