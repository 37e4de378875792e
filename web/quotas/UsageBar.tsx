import type { Usage } from '@muniment/core/quotas/schema.ts'
import { Group, Progress, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useId } from 'react'
import { formatSize } from '../frame/format.ts'

/** "1.4 GB of 5 GB", or "1.4 GB" where there is no limit. */
export function usageWords({ usedBytes, limitBytes }: Usage): string {
  return limitBytes === null ? formatSize(usedBytes) : `${formatSize(usedBytes)} of ${formatSize(limitBytes)}`
}

function share({ usedBytes, limitBytes }: Usage): number {
  if (limitBytes === null) return 0
  return limitBytes === 0 ? 100 : Math.min(100, (usedBytes / limitBytes) * 100)
}

/** How much is held of how much may be, and a warning when that is nearly all. */
export function UsageBar({ label, usage }: { label: string; usage: Usage }) {
  const id = useId()
  const full = usage.limitBytes !== null && usage.usedBytes >= usage.limitBytes
  return (
    <div>
      <Group justify="space-between" gap="sm" mb={4}>
        <Text id={id} fw={500}>
          {label}
        </Text>
        <Text>{usageWords(usage)}</Text>
      </Group>
      {usage.limitBytes !== null && (
        <Progress.Root size={8}>
          <Progress.Section
            value={share(usage)}
            color={usage.nearlyFull ? 'var(--m-warning)' : 'indigo'}
            aria-labelledby={id}
            aria-valuetext={usageWords(usage)}
          />
        </Progress.Root>
      )}
      {usage.nearlyFull && (
        <Text c="var(--m-warning)" mt={6} role="note">
          <IconAlertTriangle size={16} aria-hidden style={{ verticalAlign: -2, marginRight: 6 }} />
          {full ? 'It is full: nothing more can be added.' : 'It is nearly full.'}
        </Text>
      )}
    </div>
  )
}
