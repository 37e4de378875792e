import { Alert, Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { api } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import { LinkPage } from './LinkPage.tsx'
import { sessionKey } from './session.ts'

/** Proving an e-mail address, opened by the link that was mailed to it. A press, since mail scanners open links too. */
export function Verify() {
  return (
    <LinkPage
      purpose="verification"
      title="Verify your address"
      intro={(facts) => (
        <>
          Is <b>{facts.email}</b> your e-mail address?
        </>
      )}
    >
      {(_facts, token) => <Confirm token={token} />}
    </LinkPage>
  )
}

function Confirm({ token }: { token: string }) {
  const queries = useQueryClient()
  const submit = useMutation({
    mutationFn: () => api('/email-verification', { method: 'POST', body: { token }, organization: null, public: true }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }),
  })
  if (submit.isSuccess) {
    return (
      <>
        <Alert variant="outline" color="teal" role="status">
          Your address is verified.
        </Alert>
        <Button component={Link} to="/" fullWidth>
          Go on
        </Button>
      </>
    )
  }
  return (
    <>
      {submit.isError && <FormError error={submit.error} />}
      <Button loading={submit.isPending} onClick={() => submit.mutate()} fullWidth>
        Yes, it is mine
      </Button>
    </>
  )
}
