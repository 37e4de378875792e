import { Affix, Button, Group, Notification, Progress, Stack } from '@mantine/core'
import { useStore } from '../frame/store.ts'
import { dismiss, notices, type Notice } from './notices.ts'

const colors: Record<Notice['tone'], string> = { done: 'teal', failed: 'red', running: 'indigo', stopped: 'gray' }

/** By itself it cuts off what stands out of its text: the ring around a button that has the focus. */
const uncut = { body: { overflow: 'visible' }, description: { overflow: 'visible' } }

/** At the foot of the page, above the bar of a phone; said to screen readers as it comes. */
export function Notices() {
  const shown = useStore(notices)
  return (
    <Affix
      position={{ bottom: 72, left: '50%' }}
      zIndex={250}
      maw="calc(100vw - 32px)"
      w={420}
      style={{ transform: 'translateX(-50%)' }}
    >
      <Stack gap="xs" role="status" aria-live="polite">
        {shown.map((notice) => (
          <Notification
            key={notice.id}
            withBorder
            styles={uncut}
            color={colors[notice.tone]}
            loading={notice.tone === 'running'}
            withCloseButton={notice.tone !== 'running'}
            closeButtonProps={{ 'aria-label': 'Close' }}
            onClose={() => dismiss(notice.id)}
          >
            <Group justify="space-between" gap="sm" wrap="nowrap" c="var(--mantine-color-text)">
              <span style={{ overflowWrap: 'anywhere' }}>{notice.text}</span>
              {notice.action && <Action {...notice.action} />}
            </Group>
            {notice.progress !== undefined && <Progress value={notice.progress} mt={8} aria-label="Progress" />}
          </Notification>
        ))}
      </Stack>
    </Affix>
  )
}

function Action({ label, run, pending = false }: NonNullable<Notice['action']>) {
  return (
    <Button
      size="xs"
      variant="default"
      style={{ flexShrink: 0 }}
      {...(pending && { 'data-disabled': true, 'aria-disabled': true })}
      onClick={() => !pending && run()}
    >
      {label}
    </Button>
  )
}
