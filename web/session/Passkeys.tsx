import type { Factors, Passkey } from '@muniment/core/accounts/schema.ts'
import { Button, Modal, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation } from '@tanstack/react-query'
import { IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { formatDevice } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import { useFactorsChanged } from './factorQueries.ts'
import { Row } from './Factors.tsx'
import { addPasskey, passkeysSupported } from './passkey.ts'

interface PasskeysProps {
  factors: Factors
  onAdded: (codes: readonly string[] | null) => void
}

/** The rows of the passkeys, and of adding one. */
export function Passkeys({ factors, onAdded }: PasskeysProps) {
  const changed = useFactorsChanged()
  const [naming, setNaming] = useState<Passkey | 'new' | null>(null)
  const remove = useMutation({
    mutationFn: (id: string) => api(`/profile/passkeys/${id}`, { method: 'DELETE', organization: null }),
    onSuccess: () => announce('The passkey is removed'),
    onSettled: changed,
  })
  const why = !factors.passkeysPossible
    ? 'Not possible here: this Muniment is reached by its address, and passkeys need a name.'
    : !passkeysSupported()
      ? "This browser can't use passkeys."
      : 'Signs you in by the fingerprint, face or PIN of a device, without password and code.'
  const askToRemove = (passkey: Passkey) =>
    modals.openConfirmModal({
      title: `Remove "${passkey.name}"?`,
      children: "It can't sign in here any more. Remove it from the device or password manager, too.",
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(passkey.id),
    })
  return (
    <>
      {factors.passkeys.map((passkey) => (
        <Row
          key={passkey.id}
          icon={<IconFingerprint size={20} aria-hidden />}
          name={passkey.name}
          about={
            <>
              Passkey{passkey.synced && ', on all your devices'} ·{' '}
              {passkey.lastUsedAt === null ? (
                <>
                  added <When date={passkey.createdAt} inside />
                </>
              ) : (
                <>
                  last used <When date={passkey.lastUsedAt} inside />
                </>
              )}
            </>
          }
        >
          <Button size="xs" variant="default" aria-label={`Rename ${passkey.name}`} onClick={() => setNaming(passkey)}>
            Rename
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-label={`Remove ${passkey.name}`}
            onClick={() => askToRemove(passkey)}
          >
            Remove
          </Button>
        </Row>
      ))}
      {remove.isError && (
        <li>
          <ErrorPanel error={remove.error} />
        </li>
      )}
      <Row
        icon={<IconFingerprint size={20} aria-hidden />}
        name={factors.passkeys.length > 0 ? 'Another passkey' : 'Passkey'}
        about={why}
      >
        {factors.passkeysPossible && passkeysSupported() && (
          <Button size="xs" variant="default" aria-label="Add a passkey" onClick={() => setNaming('new')}>
            Add
          </Button>
        )}
      </Row>
      <Modal
        opened={naming !== null}
        onClose={() => setNaming(null)}
        title={naming === 'new' ? 'Add a passkey' : 'Rename the passkey'}
      >
        {naming !== null && (
          <NameForm
            passkey={naming === 'new' ? null : naming}
            onClose={() => setNaming(null)}
            onAdded={(codes) => {
              setNaming(null)
              onAdded(codes)
            }}
          />
        )}
      </Modal>
    </>
  )
}

interface NameFormProps {
  passkey: Passkey | null
  onClose: () => void
  onAdded: (codes: readonly string[] | null) => void
}

function NameForm({ passkey, onClose, onAdded }: NameFormProps) {
  const changed = useFactorsChanged()
  const [name, setName] = useState(passkey?.name ?? formatDevice(navigator.userAgent))
  const submit = useMutation({
    mutationFn: async () => {
      if (passkey === null) {
        const { recoveryCodes } = await addPasskey(name.trim())
        onAdded(recoveryCodes)
        return
      }
      await api(`/profile/passkeys/${passkey.id}`, { method: 'PATCH', body: { name: name.trim() }, organization: null })
      onClose()
      await changed()
    },
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') submit.mutate()
      }}
    >
      <Stack>
        {passkey === null && (
          <Text>Give it a name by which you will know it; then your browser asks where to keep it.</Text>
        )}
        <TextInput
          label="Name"
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {submit.isError && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending} disabled={name.trim() === ''}>
          {passkey === null ? 'Go on' : 'Save'}
        </FormButtons>
      </Stack>
    </form>
  )
}
