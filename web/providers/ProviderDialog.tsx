import type { Provider, ProviderKind } from '@muniment/core/providers/schema.ts'
import {
  Button,
  Code,
  CopyButton,
  Group,
  Modal,
  PasswordInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { PROVIDERS } from './providers.ts'

const kinds = [
  { value: 'google', label: 'Google' },
  { value: 'microsoft', label: 'Microsoft' },
  { value: 'github', label: 'GitHub' },
  { value: 'oidc', label: 'OpenID Connect (any other)' },
] satisfies { value: ProviderKind; label: string }[]

function kindOf(value: string | null): ProviderKind {
  return kinds.find((one) => one.value === value)?.value ?? 'oidc'
}

interface Props {
  edited: Provider | 'new' | null
  /** Ids that are in use already. */
  taken: readonly string[]
  onClose: () => void
}

/** Sets a sign-in provider up, or changes one. */
export function ProviderDialog({ edited, taken, onClose }: Props) {
  const title = edited === 'new' || edited === null ? 'Add a sign-in provider' : `Edit ${edited.label}`
  return (
    <Modal opened={edited !== null} onClose={onClose} title={title} closeOnClickOutside={false}>
      {edited !== null && <Form provider={edited === 'new' ? null : edited} taken={taken} onClose={onClose} />}
    </Modal>
  )
}

function Form({
  provider,
  taken,
  onClose,
}: {
  provider: Provider | null
  taken: readonly string[]
  onClose: () => void
}) {
  const queries = useQueryClient()
  const form = useForm({
    initialValues: {
      kind: provider?.kind ?? kindOf('google'),
      id: provider?.id ?? 'google',
      label: provider?.label ?? 'Google',
      issuer: provider?.issuer ?? '',
      tenant: provider?.tenant ?? '',
      clientId: provider?.clientId ?? '',
      clientSecret: '',
      enabled: provider?.enabled ?? true,
    },
    validate: {
      id: (value) =>
        provider === null && taken.includes(value)
          ? 'There is one of that name already.'
          : /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/.test(value)
            ? null
            : 'Use 2 to 40 lower-case letters, digits and hyphens.',
      label: (value) => (value.trim() ? null : 'Write what people know it by.'),
      issuer: (value, { kind }) => (kind !== 'oidc' || value.trim() ? null : 'Write the address of the issuer.'),
      tenant: (value, { kind }) =>
        kind !== 'microsoft' || value.trim() ? null : 'Write the tenant: its id or domain.',
      clientId: (value) => (value.trim() ? null : 'Copy the client id from the provider.'),
    },
  })
  const { kind, id } = form.values
  const save = useMutation({
    mutationFn: (values: typeof form.values) =>
      api<Provider>(`/settings/providers/${values.id}`, {
        method: 'PUT',
        ifMatch: provider?.revision ?? 0,
        organization: null,
        body: {
          kind: values.kind,
          label: values.label,
          clientId: values.clientId,
          issuer: values.kind === 'github' ? null : values.issuer.trim() || null,
          tenant: values.kind === 'microsoft' ? values.tenant : null,
          endpoints: provider?.endpoints ?? null,
          enabled: values.enabled,
          ...(values.clientSecret !== '' && { clientSecret: values.clientSecret }),
        },
      }),
    onSuccess: async ({ label }) => {
      announce(`${label} is saved`)
      await queries.invalidateQueries({ queryKey: PROVIDERS })
      await queries.invalidateQueries({ queryKey: ['sign-in-providers'] })
      onClose()
    },
    onError: (error) => form.setErrors(fieldErrors(error, ['label', 'issuer', 'tenant', 'clientId', 'clientSecret'])),
  })
  const changeKind = (value: string | null): void => {
    const next = kindOf(value)
    const known = kinds.find((one) => one.value === next)
    form.setValues({ kind: next, id: next, label: next === 'oidc' ? '' : (known?.label ?? '') })
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <Select
          label="Kind"
          data={kinds}
          value={kind}
          onChange={changeKind}
          allowDeselect={false}
          disabled={provider !== null}
        />
        <TextInput label="Name" description="On the button: Sign in with …" {...form.getInputProps('label')} />
        {provider === null && (
          <TextInput
            label="Id"
            description="Part of the address below; it can't be changed later"
            {...form.getInputProps('id')}
          />
        )}
        <RedirectUri id={id} />
        {kind === 'microsoft' && (
          <TextInput
            label="Tenant"
            description="Its id or domain, from Microsoft Entra"
            {...form.getInputProps('tenant')}
          />
        )}
        {kind === 'oidc' && (
          <TextInput
            label="Issuer"
            placeholder="https://login.example.com/realms/main"
            {...form.getInputProps('issuer')}
          />
        )}
        <TextInput label="Client id" autoComplete="off" {...form.getInputProps('clientId')} />
        <PasswordInput
          label="Client secret"
          description={provider?.clientSecretSet ? 'Set. Leave empty to keep it' : undefined}
          placeholder={provider?.clientSecretSet ? '••••••••' : ''}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show secret' }}
          {...form.getInputProps('clientSecret')}
        />
        <Switch label="People can sign in with it" {...form.getInputProps('enabled', { type: 'checkbox' })} />
        {save.isError && Object.keys(form.errors).length === 0 && <FormError error={save.error} />}
        <FormButtons onCancel={onClose} loading={save.isPending}>
          Save
        </FormButtons>
      </Stack>
    </form>
  )
}

/** What the provider must be told: where it sends people back to. */
function RedirectUri({ id }: { id: string }) {
  const address = `${window.location.origin}/api/auth/callback/${id}`
  return (
    <div>
      <Text size="sm" fw={500}>
        Redirect address
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        Enter it at the provider
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>{address}</Code>
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy} style={{ flex: 'none' }}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  )
}
