import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { FormError } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import type { LinkShown } from '@muniment/core/links/schema.ts'
import { LinkPage, useLinkForm } from './LinkPage.tsx'
import { checkPassword, NewPasswordField } from './PasswordField.tsx'

/** The first administrator: opened once, by the link that the installer printed. */
export function Setup() {
  return (
    <LinkPage
      purpose="setup"
      title="Set up Muniment"
      intro={(facts) =>
        `You become the first administrator. This link works once and expires ${formatUntil(facts.expiresAt)}.`
      }
    >
      {(facts, token) => <SetupForm facts={facts} token={token} />}
    </LinkPage>
  )
}

function SetupForm({ facts, token }: { facts: LinkShown; token: string }) {
  const form = useForm({
    initialValues: { organizationName: facts.organizationName ?? '', name: '', email: facts.email ?? '', password: '' },
    validate: {
      organizationName: (value) => (value.trim() ? null : 'Name the organization whose documents these are.'),
      name: (value) => (value.trim() ? null : 'Enter your name as others should see it.'),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter an e-mail address such as ana@example.com.'),
      password: checkPassword,
    },
  })
  const submit = useLinkForm<typeof form.values>('/setup', token)
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack gap="md">
        <TextInput
          label="Organization"
          placeholder="Example Ltd"
          autoComplete="organization"
          required
          withAsterisk={false}
          {...form.getInputProps('organizationName')}
        />
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          description="You sign in with it."
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <NewPasswordField {...form.getInputProps('password')} />
        {submit.isError && <FormError error={submit.error} />}
        <Button type="submit" loading={submit.isPending} fullWidth>
          Create administrator
        </Button>
      </Stack>
    </form>
  )
}
