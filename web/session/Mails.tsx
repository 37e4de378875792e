import type { Profile, ProfileChange } from '@muniment/core/accounts/schema.ts'
import { Skeleton, Stack, Switch, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { PROFILE, useProfile } from './profileQueries.ts'
import { useMe, useStatus } from './session.ts'

/** Which mails one wants. */
export function Mails() {
  const { session } = useMe()
  const status = useStatus()
  const queries = useQueryClient()
  const profile = useProfile()
  const change = useMutation({
    mutationFn: (mail: NonNullable<ProfileChange['mail']>) =>
      api<Profile>('/profile', {
        method: 'PATCH',
        body: { mail },
        ifMatch: profile.data?.revision ?? 0,
        organization: null,
      }),
    onSuccess: (changed) => {
      queries.setQueryData(PROFILE, changed)
      announce('Your choice is saved')
    },
    onError: () => void queries.invalidateQueries({ queryKey: PROFILE }),
  })
  const without =
    status.data?.mail === false
      ? 'This Muniment sends no mail now; your choice counts once it does.'
      : session.person.emailVerified
        ? null
        : 'Mails go to a verified address only: verify yours above.'
  return (
    <section aria-labelledby="mails">
      <Title order={2} fz={16} mb="sm" id="mails">
        Mails to you
      </Title>
      {profile.data ? (
        <Stack gap="md">
          {without !== null && <Text c="dimmed">{without}</Text>}
          <Switch
            label="When something is shared with me"
            description="A room, folder or document that somebody shares with you in person."
            checked={profile.data.mail.shared}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ shared: event.currentTarget.checked })}
          />
          <Switch
            label="When I sign in from a new device"
            description="So that you notice if it was somebody else."
            checked={profile.data.mail.newDevice}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ newDevice: event.currentTarget.checked })}
          />
          {change.isError && <ErrorPanel error={change.error} />}
        </Stack>
      ) : profile.isError ? (
        <ErrorPanel error={profile.error} retry={() => void profile.refetch()} />
      ) : (
        <Skeleton className="late" h={96} />
      )}
    </section>
  )
}
