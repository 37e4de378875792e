import type { Profile } from '@muniment/core/accounts/schema.ts'
import { Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { Face } from '../people/Face.tsx'
import { membersKey } from '../people/queries.ts'
import { chosenTypes, squareOf } from './avatar.ts'
import { PROFILE } from './profileQueries.ts'
import { sessionKey, useMe } from './session.ts'

/** One's picture, and choosing or removing it. */
export function Picture({ profile }: { profile: Profile }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: async (file: File | null) => {
      const shared = { ifMatch: profile.revision, organization: null }
      return file === null
        ? api<Profile>('/profile/avatar', { method: 'DELETE', ...shared })
        : api<Profile>('/profile/avatar', { method: 'PUT', body: { picture: await squareOf(file) }, ...shared })
    },
    onSuccess: (changed) => {
      queries.setQueryData(PROFILE, changed)
      announce(changed.avatar === null ? 'Your picture is removed' : 'Your picture is changed')
      void queries.invalidateQueries({ queryKey: sessionKey })
      void queries.invalidateQueries({ queryKey: membersKey(organization) })
    },
    // Somebody else may have been faster; the next try is made from what is there then.
    onError: () => void queries.invalidateQueries({ queryKey: PROFILE }),
  })
  return (
    <Stack gap="xs" mb="md">
      <Group gap="md">
        <Face name={profile.name} avatar={profile.avatar} memberId={null} size={64} />
        <Stack gap={4}>
          <Group gap={8}>
            <FileButton accept={chosenTypes} onChange={(file) => file !== null && change.mutate(file)}>
              {(props) => (
                <Button size="xs" variant="default" loading={change.isPending} {...props}>
                  {profile.avatar === null ? 'Add a picture' : 'Change picture'}
                </Button>
              )}
            </FileButton>
            {profile.avatar !== null && (
              <Button size="xs" variant="default" disabled={change.isPending} onClick={() => change.mutate(null)}>
                Remove
              </Button>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            PNG, JPEG or WebP, at most 1 MB. Seen by people of your organizations.
          </Text>
        </Stack>
      </Group>
      {change.isError && <FormError error={change.error} />}
    </Stack>
  )
}
