import { Affix, Button, Group, Notification, Progress, Stack } from '@mantine/core'
import { useStore } from '../frame/store.ts'
import { dismiss, notices } from './notices.ts'

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
            color={notice.tone === 'failed' ? 'red' : notice.tone === 'running' ? 'indigo' : 'teal'}
            loading={notice.tone === 'running'}
            withCloseButton={notice.tone !== 'running'}
            closeButtonProps={{ 'aria-label': 'Close' }}
            onClose={() => dismiss(notice.id)}
          >
            <Group justify="space-between" gap="sm" wrap="nowrap" c="var(--mantine-color-text)">
              <span style={{ overflowWrap: 'anywhere' }}>{notice.text}</span>
              {notice.action && (
                <Button size="xs" variant="default" style={{ flexShrink: 0 }} onClick={notice.action.run}>
                  {notice.action.label}
                </Button>
              )}
            </Group>
            {notice.progress !== undefined && <Progress value={notice.progress} mt={8} aria-label="Progress" />}
          </Notification>
        ))}
      </Stack>
    </Affix>
  )
}
