import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { ApiProblem } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { useOrganizationUsage } from './queries.ts'
import { UsageBar } from './UsageBar.tsx'

/** How much the organization holds of how much it may. */
export function OrganizationStorage() {
  const usage = useOrganizationUsage()
  // The right to everything may be held for a department only: then this is not theirs to know.
  if (usage.error instanceof ApiProblem && usage.error.status === 403) return null
  return (
    <section aria-labelledby="storage">
      <Title order={2} fz={16} mb="sm" id="storage">
        Storage
      </Title>
      {usage.data ? (
        <Stack gap={8} maw={480}>
          <UsageBar label="Used" usage={usage.data} />
          <Text c="dimmed">
            {usage.data.limitBytes === null
              ? 'There is no limit: as much as the disk takes.'
              : 'The operator of this appliance sets the limit.'}{' '}
            Every file counts once, with all its versions; what is in the trash counts too, and for 14 more days after
            it is deleted for good.
          </Text>
        </Stack>
      ) : usage.isError ? (
        <ErrorPanel error={usage.error} retry={() => void usage.refetch()} />
      ) : (
        <Skeleton className="late" h={56} maw={480} />
      )}
    </section>
  )
}
