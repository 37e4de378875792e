import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import { asProblem } from '../api.ts'
import classes from './frame.module.css'

/** What went wrong, in the panel where it did: what to do, a way to try again and the id support will ask for. */
export function ErrorPanel({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }) {
  const problem = asProblem(error)
  return (
    <div className={classes['errorPanel']} role="alert">
      <IconAlertTriangle size={20} aria-hidden />
      <Stack gap={8} flex={1} miw={0}>
        {title && <Text fw={600}>{title}</Text>}
        <Text>{problem.message}</Text>
        <Group gap="sm">
          {retry && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={retry}>
              Retry
            </Button>
          )}
          {problem.requestId && <Reference id={problem.requestId} />}
        </Group>
      </Stack>
    </div>
  )
}

/** A fault under a form, said at once to screen readers. */
export function FormError({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null
  return <ErrorPanel error={error} />
}

function Reference({ id }: { id: string }) {
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Button
          size="compact-xs"
          variant="transparent"
          color="gray"
          c="dimmed"
          px={0}
          onClick={copy}
          title="Copy the reference"
        >
          Reference&nbsp;<Code>{id.slice(0, 8)}</Code>
          <span aria-live="polite">{copied ? ' copied' : ''}</span>
        </Button>
      )}
    </CopyButton>
  )
}
