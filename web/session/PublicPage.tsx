import { Alert, Box, Group, Paper, Stack, Text } from '@mantine/core'
import { IconFlask } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Logo } from '../frame/Logo.tsx'
import { PageTitle } from '../frame/Page.tsx'
import { useStatus } from './session.ts'
import classes from './session.module.css'

/** The frame of pages that need no session: one card in the middle. */
export function PublicPage({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  const status = useStatus()
  return (
    <main className={classes['public']} id="main">
      <Stack gap="lg" w="100%" maw={420}>
        <Group gap={10} justify="center">
          <Logo size={32} />
          <Text fw={650} fz={20}>
            Muniment
          </Text>
        </Group>
        <Paper withBorder p="lg" radius={10}>
          <Stack gap="md">
            <Box>
              <PageTitle title={title} />
              {intro && (
                <Text c="dimmed" mt={4}>
                  {intro}
                </Text>
              )}
            </Box>
            {children}
          </Stack>
        </Paper>
        {status.data?.trialSignatures && (
          <Alert
            className={classes['trial'] ?? ''}
            icon={<IconFlask size={20} aria-hidden />}
            title="Trial installation"
            variant="outline"
          >
            The virus check knows only test viruses here. Keep real documents out of it.
          </Alert>
        )}
        {status.data && (
          <Text ta="center" c="dimmed" size="xs">
            Version {status.data.version}
          </Text>
        )}
      </Stack>
    </main>
  )
}
