import { Alert, Anchor, Button, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { api } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import { PublicPage } from './PublicPage.tsx'
import { useStatus } from './session.ts'

/** Asks for the address to mail a recovery link to; where no mail is set up, says whom to ask. */
export function Forgot() {
  const status = useStatus()
  return (
    <PublicPage title="Forgot your password?">
      {status.isPending ? <Skeleton className="late" h={56} /> : status.data?.mail === false ? <NoMail /> : <Ask />}
      <Text size="xs">
        <Anchor component={Link} to="/sign-in">
          Back to sign-in
        </Anchor>
      </Text>
    </PublicPage>
  )
}

function NoMail() {
  return (
    <Text>
      This Muniment sends no mail. Ask your administrator for a recovery link: it lets you choose a new password.
    </Text>
  )
}

function Ask() {
  const [parameters] = useSearchParams()
  const form = useForm({
    initialValues: { email: parameters.get('email') ?? '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter the e-mail address that you sign in with.'),
    },
  })
  const submit = useMutation({
    mutationFn: (values: typeof form.values) =>
      api('/password-reset', { method: 'POST', body: values, organization: null, public: true }),
  })
  if (submit.isSuccess) {
    return (
      <Alert variant="outline" color="gray" title="Look into your mail" role="status">
        If <b>{form.values.email.trim()}</b> has an account here, a link to choose a new password is on its way. It
        works once, within an hour. Nothing there? Look into the spam folder, or ask your administrator.
      </Alert>
    )
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack gap="md">
        <Text c="dimmed">We mail you a link by which you choose a new one.</Text>
        <TextInput
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        {submit.isError && <FormError error={submit.error} />}
        <Button type="submit" loading={submit.isPending} fullWidth>
          Send the link
        </Button>
      </Stack>
    </form>
  )
}
