import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormError } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import type { LinkShown } from '@muniment/core/links/schema.ts'
import { LinkPage, useLinkForm } from './LinkPage.tsx'
import { checkPassword, NewPasswordField } from './PasswordField.tsx'

/** A new password, opened by a one-time recovery link. */
export function Recover() {
  return (
    <LinkPage
      purpose="recovery"
      title="Choose a new password"
      intro={(facts) =>
        `All your sessions end with it. This link works once and expires ${formatUntil(facts.expiresAt)}.`
      }
    >
      {(facts, token) => <RecoverForm facts={facts} token={token} />}
    </LinkPage>
  )
}

function RecoverForm({ facts, token }: { facts: LinkShown; token: string }) {
  const form = useForm({ initialValues: { password: '' }, validate: { password: checkPassword } })
  const submit = useLinkForm<typeof form.values>('/recovery', token)
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack gap="md">
        <TextInput label="E-mail" value={facts.email ?? ''} readOnly autoComplete="username" />
        <NewPasswordField label="New password" {...form.getInputProps('password')} />
        {submit.isError && <FormError error={submit.error} />}
        <Button type="submit" loading={submit.isPending} fullWidth>
          Save password
        </Button>
      </Stack>
    </form>
  )
}
