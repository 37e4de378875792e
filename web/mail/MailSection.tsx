import type { MailServer, MailSettings, MailTest } from '@muniment/core/mail/schema.ts'
import {
  Alert,
  Button,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { modals } from '@mantine/modals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { When } from '../frame/When.tsx'

const MAIL = ['settings', 'mail'] as const
const FIELDS = ['host', 'port', 'security', 'user', 'password', 'from', 'fromName'] as const

const ports: Record<MailServer['security'], number> = { tls: 465, starttls: 587, none: 25 }
const securities = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS from the start' },
  { value: 'none', label: 'None: a relay next door' },
] satisfies { value: MailServer['security']; label: string }[]

function isSecurity(value: string | null): value is MailServer['security'] {
  return securities.some((one) => one.value === value)
}

/** The mail server of the appliance: how it is reached, how it does, and a test. */
export function MailSection() {
  const settings = useQuery({
    queryKey: MAIL,
    queryFn: ({ signal }) => api<MailSettings>('/settings/mail', { signal, organization: null }),
  })
  return (
    <section aria-labelledby="mail">
      <Title order={2} fz={16} mb={4} id="mail">
        Mail
      </Title>
      <Text c="dimmed" mb="md">
        For invitations and forgotten passwords. Without a mail server, links are shown to be handed over.
      </Text>
      {settings.isPending ? (
        <Skeleton className="late" h={240} />
      ) : settings.isError ? (
        <ErrorPanel error={settings.error} retry={() => void settings.refetch()} />
      ) : (
        <Form key={settings.data.revision} settings={settings.data} />
      )}
    </section>
  )
}

function Form({ settings }: { settings: MailSettings }) {
  const queries = useQueryClient()
  const { server, passwordSet, revision } = settings
  const form = useForm({
    initialValues: {
      host: server?.host ?? '',
      port: server?.port ?? 587,
      security: server?.security ?? ('starttls' as const),
      user: server?.user ?? '',
      password: '',
      from: server?.from ?? '',
      fromName: server?.fromName ?? 'Muniment',
    },
    validate: {
      host: (value) => (value.trim() ? null : 'Write the name of the mail server.'),
      from: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter an address such as room@example.com.'),
    },
  })
  const save = useMutation({
    mutationFn: ({ password, ...values }: typeof form.values) =>
      api<MailSettings>('/settings/mail', {
        method: 'PUT',
        ifMatch: revision,
        organization: null,
        // An empty field keeps the password; without a user there is none to keep.
        body: { ...values, ...(values.user.trim() === '' ? { password: null } : password !== '' && { password }) },
      }),
    onSuccess: async (saved) => {
      announce('The mail settings are saved')
      queries.setQueryData(MAIL, saved)
      await queries.invalidateQueries({ queryKey: ['status'] })
    },
    onError: (error) => form.setErrors(fieldErrors(error, FIELDS)),
  })
  const changeSecurity = (value: string | null): void => {
    if (!isSecurity(value)) return
    const usual = Object.values(ports).includes(form.values.port)
    form.setValues({ security: value, ...(usual && { port: ports[value] }) })
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack gap="md">
        <Group grow preventGrowOverflow={false} align="flex-start">
          <TextInput
            label="Server"
            placeholder="mail.example.com"
            miw={220}
            required
            withAsterisk={false}
            {...form.getInputProps('host')}
          />
          <Select
            label="Encryption"
            data={securities}
            allowDeselect={false}
            miw={180}
            {...form.getInputProps('security')}
            onChange={changeSecurity}
          />
          <NumberInput label="Port" min={1} max={65535} hideControls maw={110} {...form.getInputProps('port')} />
        </Group>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          <TextInput
            label="User"
            description="Empty if the server wants none"
            autoComplete="off"
            miw={220}
            {...form.getInputProps('user')}
          />
          <PasswordInput
            label="Password"
            description={passwordSet ? 'Set. Leave empty to keep it' : 'Not set'}
            placeholder={passwordSet ? '••••••••' : ''}
            autoComplete="new-password"
            disabled={form.values.user.trim() === ''}
            miw={220}
            visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
            {...form.getInputProps('password')}
          />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          <TextInput
            label="Sender’s address"
            type="email"
            placeholder="room@example.com"
            miw={220}
            required
            withAsterisk={false}
            {...form.getInputProps('from')}
          />
          <TextInput label="Sender’s name" miw={220} {...form.getInputProps('fromName')} />
        </SimpleGrid>
        {save.isError && Object.keys(form.errors).length === 0 && <FormError error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          {server !== null && <TestButton dirty={form.isDirty()} />}
          {server !== null && <RemoveButton />}
        </Group>
        {server !== null && <Outcome settings={settings} />}
      </Stack>
    </form>
  )
}

function Outcome({ settings: { lastSentAt, lastFailure } }: { settings: MailSettings }) {
  if (lastSentAt === null && lastFailure === null) return null
  return (
    <Text size="xs" c="dimmed">
      {lastSentAt !== null && (
        <>
          Last sent <When date={lastSentAt} inside />.{' '}
        </>
      )}
      {lastFailure !== null && (
        <>
          Last failed <When date={lastFailure.at} inside />: {lastFailure.reason}
        </>
      )}
    </Text>
  )
}

function TestButton({ dirty }: { dirty: boolean }) {
  const queries = useQueryClient()
  const test = useMutation({
    mutationFn: () => api<MailTest>('/settings/mail/test', { method: 'POST', organization: null }),
    onSettled: () => queries.invalidateQueries({ queryKey: MAIL }),
  })
  return (
    <>
      <Button
        variant="default"
        loading={test.isPending}
        disabled={dirty}
        title={dirty ? 'Save first: the test uses what is saved' : undefined}
        onClick={() => test.mutate()}
      >
        Send a test
      </Button>
      {(test.isError || test.isSuccess) && (
        <div style={{ order: 1, flexBasis: '100%' }}>
          {test.isError ? (
            <FormError error={test.error} />
          ) : (
            <Alert
              role="status"
              variant="outline"
              color={test.data.sent ? 'teal' : 'red'}
              title={test.data.sent ? `Sent to ${test.data.address}` : 'The test was not sent'}
            >
              <Text style={{ overflowWrap: 'anywhere' }}>
                {test.data.sent ? `The mail server answered: ${test.data.answer}` : test.data.answer}
              </Text>
            </Alert>
          )}
        </div>
      )}
    </>
  )
}

function RemoveButton() {
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api('/settings/mail', { method: 'DELETE', organization: null }),
    onSuccess: () => announce('No mail is sent any more'),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: MAIL })
      await queries.invalidateQueries({ queryKey: ['status'] })
    },
  })
  const ask = () =>
    modals.openConfirmModal({
      title: 'Send no mail any more?',
      children: 'The settings and the password are removed. Links for invitations and passwords are handed over again.',
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(),
    })
  return (
    <>
      <Button variant="default" loading={remove.isPending} onClick={ask}>
        Remove
      </Button>
      {remove.isError && <FormError error={remove.error} />}
    </>
  )
}
