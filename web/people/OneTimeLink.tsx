import { Alert, Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { formatUntil } from '../frame/format.ts'
import { useStatus } from '../session/session.ts'

/** A link that is shown this once, to be handed over. */
export function OneTimeLink({
  link,
  expiresAt,
  email,
  onDone,
}: {
  link: string
  expiresAt: string
  email: string
  onDone: () => void
}) {
  const status = useStatus()
  return (
    <Stack>
      <Text>
        {status.data?.mail ? (
          <>
            It is on its way to <b>{email}</b> by mail. If that does not arrive, hand this link over yourself, by a way
            you trust.
          </>
        ) : (
          <>
            Hand this link to <b>{email}</b> yourself, by a way you trust.
          </>
        )}{' '}
        It works once and expires {formatUntil(expiresAt)}.
      </Text>
      <TextInput
        label="One-time link"
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      <Alert variant="outline" color="gray">
        It is shown only now. If it gets lost, revoke the invitation and make a new one.
      </Alert>
      <Group justify="flex-end">
        <CopyButton value={link} timeout={4000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy link'}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  )
}
