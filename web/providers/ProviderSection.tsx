import type { Provider } from '@muniment/core/providers/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import classes from '../session/session.module.css'
import { ProviderDialog } from './ProviderDialog.tsx'
import { ProviderIcon } from './ProviderIcon.tsx'
import { PROVIDERS } from './providers.ts'

/** The sign-in providers of the appliance. */
export function ProviderSection() {
  const queries = useQueryClient()
  const [edited, setEdited] = useState<Provider | 'new' | null>(null)
  const providers = useQuery({
    queryKey: PROVIDERS,
    queryFn: ({ signal }) => api<ListPage<Provider>>('/settings/providers', { signal, organization: null }),
  })
  const remove = useMutation({
    mutationFn: ({ id }: Provider) => api(`/settings/providers/${id}`, { method: 'DELETE', organization: null }),
    onSuccess: (_, { label }) => announce(`${label} is removed`),
    onSettled: () => queries.invalidateQueries({ queryKey: PROVIDERS }),
  })
  const ask = (provider: Provider) =>
    modals.openConfirmModal({
      title: `Remove ${provider.label}?`,
      children: 'Nobody can sign in with it any more. Who has no password needs a recovery link then.',
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(provider),
    })
  const all = providers.data?.items ?? []
  return (
    <section aria-labelledby="sign-in-providers">
      <Group justify="space-between" align="flex-start" mb="md" wrap="nowrap">
        <div>
          <Title order={2} fz={16} mb={4} id="sign-in-providers">
            Sign-in providers
          </Title>
          <Text c="dimmed">
            People sign in with an account they have elsewhere. Only who was invited, or linked it in their profile.
          </Text>
        </div>
        {all.length > 0 && <Add onClick={() => setEdited('new')} />}
      </Group>
      {remove.isError && <ErrorPanel error={remove.error} />}
      {providers.isPending ? (
        <Skeleton className="late" h={64} />
      ) : providers.isError ? (
        <ErrorPanel error={providers.error} retry={() => void providers.refetch()} />
      ) : all.length === 0 ? (
        <Stack align="flex-start" gap="sm">
          <Text>None is set up. People sign in with a password.</Text>
          <Add onClick={() => setEdited('new')} />
        </Stack>
      ) : (
        <ul className={classes['sessions']}>
          {all.map((provider) => (
            <li key={provider.id}>
              <ProviderIcon kind={provider.kind} size={20} />
              <div>
                <Text fw={600}>
                  {provider.label}
                  {!provider.enabled && (
                    <Text span fw={400} c="dimmed">
                      {' '}
                      · switched off
                    </Text>
                  )}
                </Text>
                <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {provider.redirectUri}
                  {!provider.clientSecretSet && ' · no secret set'}
                </Text>
              </div>
              <Button
                size="xs"
                variant="default"
                aria-label={`Edit ${provider.label}`}
                onClick={() => setEdited(provider)}
              >
                Edit
              </Button>
              <Button size="xs" variant="default" aria-label={`Remove ${provider.label}`} onClick={() => ask(provider)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ProviderDialog edited={edited} taken={all.map(({ id }) => id)} onClose={() => setEdited(null)} />
    </section>
  )
}

function Add({ onClick }: { onClick: () => void }) {
  return (
    <Button
      variant="default"
      leftSection={<IconPlus size={18} aria-hidden />}
      onClick={onClick}
      style={{ flex: 'none' }}
    >
      Add
    </Button>
  )
}
