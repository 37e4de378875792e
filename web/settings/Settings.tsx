import { Stack, Text } from '@mantine/core'
import { NotFound } from '../frame/NotFound.tsx'
import { Page } from '../frame/Page.tsx'
import { MailSection } from '../mail/MailSection.tsx'
import { ProviderSection } from '../providers/ProviderSection.tsx'
import { useMe } from '../session/session.ts'

/** What the operator sets for the whole appliance while it runs. */
export function Settings() {
  const { session } = useMe()
  if (!session.person.operator) return <NotFound />
  return (
    <Page title="Settings">
      <Stack gap="xl" maw={720}>
        <Text c="dimmed">These are for the whole appliance, every organization included. Changes count at once.</Text>
        <MailSection />
        <ProviderSection />
      </Stack>
    </Page>
  )
}
