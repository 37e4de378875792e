import type { Profile, ProfileChange } from '@muniment/core/accounts/schema.ts'
import { Button, DataList, Modal, Select, Skeleton, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { EmailState } from './EmailState.tsx'
import { Picture } from './Picture.tsx'
import { PROFILE, useProfile } from './profileQueries.ts'
import { sessionKey, useMe } from './session.ts'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone
const zones = Intl.supportedValuesOf('timeZone')

const LOCALES: readonly { value: NonNullable<ProfileChange['locale']>; label: string }[] = [
  { value: 'en-GB', label: 'English (United Kingdom)' },
  { value: 'en-US', label: 'English (United States)' },
  { value: 'de-DE', label: 'German' },
  { value: 'es-ES', label: 'Spanish' },
  { value: 'fr-FR', label: 'French' },
  { value: 'it-IT', label: 'Italian' },
  { value: 'nl-NL', label: 'Dutch' },
  { value: 'pl-PL', label: 'Polish' },
  { value: 'pt-PT', label: 'Portuguese' },
  { value: 'sv-SE', label: 'Swedish' },
]

/** One's picture, name, way of writing dates and time zone, and changing them. */
export function AboutMe() {
  const { session } = useMe()
  const [editing, setEditing] = useState(false)
  const profile = useProfile()
  if (profile.isError && !profile.data) return <ErrorPanel error={profile.error} retry={() => void profile.refetch()} />
  if (!profile.data) return <Skeleton className="late" h={96} />
  const { name, email, timeZone, locale } = profile.data
  return (
    <div>
      <Picture profile={profile.data} />
      <DataList labelWidth="140px" gap="sm">
        <DataList.Item>
          <DataList.ItemLabel>Name</DataList.ItemLabel>
          <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{name}</DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>E-mail</DataList.ItemLabel>
          <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
            {email}
            <EmailState verified={session.person.emailVerified} />
          </DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>Dates written as in</DataList.ItemLabel>
          <DataList.ItemValue>
            {LOCALES.find(({ value }) => value === locale)?.label ?? LOCALES[0]?.label}
          </DataList.ItemValue>
        </DataList.Item>
        <DataList.Item>
          <DataList.ItemLabel>Time zone</DataList.ItemLabel>
          <DataList.ItemValue>{timeZone ?? `Like this device (${here})`}</DataList.ItemValue>
        </DataList.Item>
      </DataList>
      <Button size="xs" variant="default" mt="sm" onClick={() => setEditing(true)}>
        Change
      </Button>
      <Modal opened={editing} onClose={() => setEditing(false)} title="Change your profile">
        <ProfileForm profile={profile.data} onClose={() => setEditing(false)} />
      </Modal>
    </div>
  )
}

function ProfileForm({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const queries = useQueryClient()
  const form = useForm({
    initialValues: { name: profile.name, locale: profile.locale, timeZone: profile.timeZone },
    validate: { name: (value) => (value.trim() ? null : 'Enter your name as others should see it.') },
  })
  const submit = useMutation({
    mutationFn: (body: typeof form.values) =>
      api<Profile>('/profile', { method: 'PATCH', body, ifMatch: profile.revision, organization: null }),
    onSuccess: async (changed) => {
      queries.setQueryData(PROFILE, changed)
      await queries.invalidateQueries({ queryKey: sessionKey })
      announce('Your profile is changed')
      onClose()
    },
    onError: (error) => {
      form.setErrors(fieldErrors(error, ['name', 'locale', 'timeZone']))
      void queries.invalidateQueries({ queryKey: PROFILE })
    },
  })
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput
          label="Name"
          autoComplete="name"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Select
          label="Dates written as in"
          placeholder="English (United Kingdom)"
          data={LOCALES}
          clearable
          clearButtonProps={{ 'aria-label': 'As in English (United Kingdom)' }}
          {...form.getInputProps('locale')}
        />
        <Select
          label="Time zone"
          placeholder={`Like this device (${here})`}
          data={zones}
          searchable
          clearable
          limit={100}
          clearButtonProps={{ 'aria-label': 'Like this device' }}
          {...form.getInputProps('timeZone')}
        />
        {submit.isError && Object.keys(form.errors).length === 0 && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          Save
        </FormButtons>
      </Stack>
    </form>
  )
}
