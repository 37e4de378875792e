import type { Document } from '@muniment/core/documents/schema.ts'
import { ActionIcon, CopyButton, DataList, Group, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { SensitivityField } from '../access/SensitivityField.tsx'
import { formatKind, formatSize } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import classes from './documents.module.css'

/** What is recorded about a document and its current version. */
export function DocumentFacts({ document }: { document: Document }) {
  const { version } = document
  return (
    <DataList labelWidth="96px" gap="sm">
      <Fact label="Sensitivity">
        <SensitivityField document={document} />
      </Fact>
      <Fact label="Version">{version.number}</Fact>
      <Fact label="Size">
        {formatSize(version.size)}
        <Text span c="dimmed">
          {' '}
          ({version.size.toLocaleString('en-GB')} bytes)
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
