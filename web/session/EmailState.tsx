import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { api, asProblem } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { useStatus } from './session.ts'

/** Whether the address is proven to be one's own, and where mail can be sent, the way to prove it. */
export function EmailState({ verified }: { verified: boolean }) {
  const status = useStatus()
  const send = useMutation({
    mutationFn: () => api('/profile/email/verification', { method: 'POST', organization: null }),
    onSuccess: () => announce('A mail is on its way'),
  })
  if (verified)
    return (
      <Text size="xs" c="dimmed">
        Verified
      </Text>
    )
  if (status.data?.mail !== true) return null
  if (send.isSuccess)
    return (
      <Text size="xs" c="dimmed">
        A mail with a link is on its way.
      </Text>
    )
  return (
    <div>
      <Button size="compact-xs" variant="default" mt={4} loading={send.isPending} onClick={() => send.mutate()}>
        Verify by mail
      </Button>
      {send.isError && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {asProblem(send.error).message}
        </Text>
      )}
    </div>
  )
}
