import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormError } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import type { LinkShown } from '@muniment/core/links/schema.ts'
import { ProviderButtons } from '../providers/ProviderButtons.tsx'
import { LinkPage, useLinkForm } from './LinkPage.tsx'
import { checkPassword, NewPasswordField } from './PasswordField.tsx'
import { useSession, signOut } from './session.ts'

/** Accepting an invitation, opened by its one-time link. */
export function Join() {
  return (
    <LinkPage
      purpose="invitation"
      title="Join"
      intro={(facts) => (
        <>
          You are invited to <b>{facts.organizationName ?? 'an organization'}</b> as {facts.email}. This link works once
          and expires {formatUntil(facts.expiresAt)}.
        </>
      )}
    >
      {(facts, token) => (
        <>
          <JoinForm facts={facts} token={token} />
          <ProviderButtons verb="Join with" invitation={token} />
        </>
      )}
    </LinkPage>
  )
}

function JoinForm({ facts, token }: { facts: LinkShown; token: string }) {
  const session = useSession()
  const form = useForm({
    initialValues: { name: '', password: '' },
    validate: {
      name: (value) => (facts.known || value.trim() ? null : 'Enter your name as others should see it.'),
      password: (value) => (facts.known ? (value ? null : 'Enter your password.') : checkPassword(value)),
    },
  })
  const submit = useLinkForm<{ name?: string; password: string }>('/invitations/accept', token)
  const other =
    !session.isError && session.data && session.data.person.email !== facts.email ? session.data.person : null
  if (other) {
    return (
      <Alert variant="outline" title="You are signed in as somebody else">
        <Stack gap="sm">
          <Text>
            This invitation is for <b>{facts.email}</b>, but this browser is signed in as <b>{other.email}</b>. Sign
            out, then open the link again.
          </Text>
          <Button variant="default" onClick={() => void signOut()}>
            Sign out
          </Button>
        </Stack>
      </Alert>
    )
  }
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ name, password }) => submit.mutate(facts.known ? { password } : { name, password }))}
    >
      <Stack gap="md">
        <TextInput label="E-mail" value={facts.email ?? ''} readOnly autoComplete="username" />
        {facts.known ? (
          <PasswordInput
            label="Password"
            description="You have an account here already; enter its password."
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            {...form.getInputProps('password')}
          />
        ) : (
          <>
            <TextInput
              label="Your name"
              autoComplete="name"
              required
              withAsterisk={false}
              {...form.getInputProps('name')}
            />
            <NewPasswordField {...form.getInputProps('password')} />
          </>
        )}
        {submit.isError && <FormError error={submit.error} />}
        <Button type="submit" loading={submit.isPending} fullWidth>
          Join {facts.organizationName ?? ''}
        </Button>
      </Stack>
    </form>
  )
}
