import { Alert, Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconFingerprint } from '@tabler/icons-react'
import { useEffect, useEffectEvent } from 'react'
import { Link, Navigate, useLocation, useNavigate, useSearchParams } from 'react-router'
import { ApiProblem } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import type { CurrentSession } from '@muniment/core/accounts/schema.ts'
import { ProviderButtons, ProviderRefused } from '../providers/ProviderButtons.tsx'
import { PublicPage } from './PublicPage.tsx'
import { leavesApp, safeReturn } from './return.ts'
import { offerPasskeys, passkeysSupported, signInByPasskey } from './passkey.ts'
import { SecondStepPage } from './SecondStep.tsx'
import { isHalf, sessionKey, signIn, useSession, useStatus } from './session.ts'

/** Asks for e-mail and password, then goes back to where one was. */
export function SignIn() {
  const [parameters] = useSearchParams()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const status = useStatus()
  // What was known before may be over: only a fresh answer sends anybody on from here.
  const session = useSession({ refetchOnMount: 'always' })
  const { state } = useLocation()
  const ended = typeof state === 'object' && state !== null && 'ended' in state && state.ended === true
  const target = safeReturn(parameters.get('return') ?? parameters.get('next'))
  const form = useForm({
    initialValues: { email: parameters.get('email') ?? '', password: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : 'Enter the e-mail address you were invited with.'),
      password: (value) => (value === '' ? 'Enter your password.' : null),
    },
  })
  const submit = useMutation({
    mutationFn: async ({ email, password }: typeof form.values) => {
      const before = queries.getQueryData<CurrentSession>(sessionKey)?.person.id
      await signIn(email.trim(), password)
      return before
    },
    onSuccess: (before) => enter(before),
  })
  const byPasskey = useMutation({ mutationFn: signInByPasskey, onSuccess: () => enter(knownPerson()) })
  const knownPerson = () => queries.getQueryData<CurrentSession>(sessionKey)?.person.id
  const enter = async (before: string | undefined) => {
    try {
      const session = await queries.fetchQuery<CurrentSession>({ queryKey: sessionKey, staleTime: 0 })
      // Somebody else on the same browser must not see what the last person had open.
      if (before !== undefined && before !== session.person.id) window.location.assign('/')
      else if (leavesApp(target)) window.location.assign(target)
      else await navigate(target, { replace: true })
    } catch (error) {
      // Its page asks for the second step instead.
      if (!isHalf(error)) throw error
    }
  }

  const half = session.isFetchedAfterMount && isHalf(session.error)
  const settled = session.isFetchedAfterMount && session.isError && !half
  const passkeys = (status.data?.passkeys ?? false) && passkeysSupported()
  const offering = settled && (status.data?.passkeys ?? false)
  const { mutate: askPasskey, isPending: passkeyInUse } = byPasskey
  const onFilledIn = useEffectEvent(() => void enter(knownPerson()))
  const onRefused = useEffectEvent((error: ApiProblem) => form.setFieldError('email', error.message))
  useEffect(
    () => (offering && !passkeyInUse ? offerPasskeys(onFilledIn, onRefused) : undefined),
    [offering, passkeyInUse],
  )

  useEffect(() => {
    if (submit.isError) document.querySelector<HTMLInputElement>('input[type=password]')?.select()
  }, [submit.isError])

  if (
    session.isSuccess &&
    session.isFetchedAfterMount &&
    !session.isFetching &&
    !submit.isPending &&
    !submit.isSuccess
  ) {
    return <Onward to={target} />
  }
  if (half) return <SecondStepPage onDone={() => void enter(knownPerson())} />
  return (
    <PublicPage title="Sign in">
      {status.data?.setupNeeded && (
        <Alert title="This Muniment is not set up yet" variant="light">
          Open the one-time link that the installer printed. To get a new one, run{' '}
          <Text component="code" ff="monospace" size="sm">
            ./muniment setup-link
          </Text>{' '}
          on the server.
        </Alert>
      )}
      {!submit.isError && <ProviderRefused />}
      {ended && !submit.isError && <Text c="dimmed">Your session has ended. Sign in to go on where you were.</Text>}
      <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
        <Stack gap="md">
          <TextInput
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username webauthn"
            required
            withAsterisk={false}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            {...form.getInputProps('password')}
          />
          {submit.isError && <FormError error={signInProblem(submit.error)} />}
          <Button type="submit" loading={submit.isPending} fullWidth>
            Sign in
          </Button>
          <Text size="xs">
            <Anchor component={Link} to="/forgot">
              Forgot your password?
            </Anchor>
          </Text>
          {passkeys && (
            <>
              <Divider label="or" />
              <Button
                variant="default"
                leftSection={<IconFingerprint size={20} aria-hidden />}
                loading={byPasskey.isPending}
                onClick={() => askPasskey()}
                fullWidth
              >
                Use a passkey
              </Button>
              {byPasskey.isError && <FormError error={byPasskey.error} />}
            </>
          )}
        </Stack>
      </form>
      <ProviderButtons verb="Sign in with" goOn={target} divided={!passkeys} />
    </PublicPage>
  )
}

/** On to where one was: a page of the app, or the console. */
function Onward({ to }: { to: string }) {
  const leaves = leavesApp(to)
  useEffect(() => {
    if (leaves) window.location.replace(to)
  }, [leaves, to])
  return leaves ? null : <Navigate to={to} replace />
}

/** One wording for an unknown address and a wrong password, so that nobody can find out who has an account. */
function signInProblem(error: Error): Error {
  if (!(error instanceof ApiProblem)) return error
  const detail =
    error.status === 401 || error.status === 400 || error.status === 403
      ? 'E-mail and password do not match. Check both; capital letters count in the password.'
      : error.message
  return new ApiProblem({ status: error.status, code: error.code, detail, requestId: error.requestId })
}
