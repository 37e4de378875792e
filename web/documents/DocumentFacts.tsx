import type { Document } from '@muniment/core/documents/schema.ts'
import { ActionIcon, CopyButton, DataList, Group, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { SensitivityField } from '../access/SensitivityField.tsx'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import { formatCalendarDay, formatKind, formatSize, figure } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import { useMe } from '../session/session.ts'
import classes from './documents.module.css'
import { SameAs } from './Versions.tsx'

/** What is recorded about a document and its current version. */
export function DocumentFacts({ document }: { document: Document }) {
  const { version, sensitivitySet, departmentId } = document
  const { can } = useMe()
  const departments = useDepartments(departmentId !== null && can('members.read'))
  const department = departmentId === null ? '' : pathOf(departments.data ?? [], departmentId)
  return (
    <DataList labelWidth="96px" gap="sm">
      {document.title && <Fact label="Title">{document.title}</Fact>}
      {document.description && (
        <Fact label="Description">
          <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{document.description}</span>
        </Fact>
      )}
      {document.tags.length > 0 && (
        <Fact label="Tags">
          <Group gap={4}>
            {document.tags.map((tag) => (
              <span key={tag} className={classes['tag']}>
                {tag}
              </span>
            ))}
          </Group>
        </Fact>
      )}
      {document.documentDate && <Fact label="Date">{formatCalendarDay(document.documentDate)}</Fact>}
      {document.owner && <Fact label="Owner">{document.owner.name}</Fact>}
      {department && <Fact label="Department">{department}</Fact>}
      <Fact label="Sensitivity">
        <SensitivityField document={document} />
        {sensitivitySet && (
          <Text size="xs" c="dimmed" mt={4}>
            Set <When date={sensitivitySet.at} inside />
            {sensitivitySet.by?.name && ` by ${sensitivitySet.by.name}`}
            {sensitivitySet.reason && `: ${sensitivitySet.reason}`}
          </Text>
        )}
      </Fact>
      <Fact label="Version">{version.number}</Fact>
      <Fact label="Size">
        {formatSize(version.size)}
        <Text span c="dimmed">
          {' '}
          ({figure(version.size)} bytes)
        </Text>
      </Fact>
      {version.mediaType && version.mediaType !== 'application/octet-stream' && (
        <Fact label="Kind">
          <span title={version.mediaType}>{formatKind(version.mediaType)}</span>
        </Fact>
      )}
      <Fact label="Uploaded">
        <When date={version.createdAt} />
        {version.uploadedBy && ` by ${version.uploadedBy.name}`}
        {version.note && <Text size="sm">{version.note}</Text>}
        <SameAs document={document} version={version} />
      </Fact>
      <Fact label="Added">
        <When date={document.createdAt} />
        {document.createdBy && ` by ${document.createdBy.name}`}
      </Fact>
      <Fact label="Changed">
        <When date={document.updatedAt} />
      </Fact>
      <Fact label="SHA-256">
        {version.sha256 ? (
          <Hash value={version.sha256} />
        ) : (
          <Text c="dimmed">{version.state === 'scanning' ? 'Known after the virus check' : 'Not recorded'}</Text>
        )}
      </Fact>
    </DataList>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue miw={0}>{children}</DataList.ItemValue>
    </DataList.Item>
  )
}

function Hash({ value }: { value: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <span className={classes['hash']}>{value}</span>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <ActionIcon aria-label={copied ? 'Copied' : 'Copy SHA-256'} title="Copy SHA-256" size={28} onClick={copy}>
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        )}
      </CopyButton>
    </Group>
  )
}
