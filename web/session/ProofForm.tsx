import type { SecondStep } from '@muniment/core/accounts/schema.ts'
import { Button, Group, PasswordInput, PinInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconDeviceMobile, IconFingerprint, IconKey, IconLifebuoy } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { api } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import { confirmByPasskey, passkeysSupported, type Way } from './passkey.ts'

const WAYS: Record<Way, { label: string; icon: typeof IconKey }> = {
  code: { label: 'Authenticator app', icon: IconDeviceMobile },
  passkey: { label: 'Passkey', icon: IconFingerprint },
  recoveryCode: { label: 'Recovery code', icon: IconLifebuoy },
  password: { label: 'Password', icon: IconKey },
}

interface ProofFormProps {
  step: SecondStep
  onDone: () => void
  /** Beside the button: Cancel, or the way out. */
  aside?: ReactNode
}

/** Asks whoever sits here to show who they are: the second step of signing in, and the step before far-reaching acts. */
export function ProofForm({ step, onDone, aside }: ProofFormProps) {
  const ways = step.ways.filter((one) => one !== 'passkey' || passkeysSupported())
  const [way, setWay] = useState<Way | undefined>(ways[0])
  const [choosing, setChoosing] = useState(false)
  const [value, setValue] = useState('')
  const [tries, setTries] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  // Whoever gets here may type at once, and a new try begins at the first digit. A moment later, for Mantine makes the
  // fields of a code anew just after it showed them.
  useEffect(() => {
    const timer = setTimeout(() => form.current?.querySelector('input')?.focus())
    return () => clearTimeout(timer)
  }, [way, tries])
  const submit = useMutation({
    mutationFn: async (answer: string) => {
      if (way === undefined) return
      if (way === 'passkey') await confirmByPasskey()
      else {
        await api('/session/confirmation', {
          method: 'POST',
          body: { [way]: way === 'password' ? answer : answer.trim() },
          organization: null,
          public: true,
        })
      }
    },
    onSuccess: onDone,
    onError: () => {
      setValue('')
      setTries((before) => before + 1)
    },
  })
  if (way === undefined) {
    return (
      <Stack gap="md">
        <Text>
          There is no way to confirm that it's you from here: this browser can't use your passkey, or your account has
          no password. Sign in again by your passkey or provider: that counts for ten minutes. Else ask your
          administrator.
        </Text>
        {aside}
      </Stack>
    )
  }
  const others = ways.filter((one) => one !== way)
  if (choosing) {
    return (
      <Stack gap="xs">
        {others.map((one) => {
          const { label, icon: Icon } = WAYS[one]
          return (
            <Button
              key={one}
              variant="default"
              justify="flex-start"
              leftSection={<Icon size={20} aria-hidden />}
              onClick={() => {
                setWay(one)
                setValue('')
                submit.reset()
                setChoosing(false)
              }}
            >
              {label}
            </Button>
          )
        })}
        <Button variant="subtle" onClick={() => setChoosing(false)}>
          Back
        </Button>
      </Stack>
    )
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (way === 'passkey' || value !== '') submit.mutate(value)
      }}
    >
      <Stack gap="md">
        <Answer way={way} value={value} onChange={setValue} onComplete={(code) => submit.mutate(code)} />
        {submit.isError && <FormError error={submit.error} />}
        <Group justify="flex-end" gap="sm">
          {aside}
          <Button type="submit" loading={submit.isPending} flex={aside ? undefined : 1}>
            {way === 'passkey' ? 'Use passkey' : 'Confirm'}
          </Button>
        </Group>
        {others.length > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={() => setChoosing(true)}>
            Use another way
          </Button>
        )}
      </Stack>
    </form>
  )
}

interface AnswerProps {
  way: Way
  value: string
  onChange: (value: string) => void
  onComplete: (value: string) => void
}

function Answer({ way, value, onChange, onComplete }: AnswerProps) {
  if (way === 'passkey') return <Text>Confirm with the passkey of this device, or one from your phone.</Text>
  if (way === 'code') {
    return (
      <Stack gap={8}>
        <Text id="code-hint">Enter the six digits that your authenticator app shows.</Text>
        <PinInput
          length={6}
          type="number"
          oneTimeCode
          value={value}
          onChange={onChange}
          onComplete={onComplete}
          aria-label="Code"
          aria-describedby="code-hint"
        />
      </Stack>
    )
  }
  if (way === 'password') {
    return (
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        data-autofocus
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
      />
    )
  }
  return (
    <TextInput
      label="Recovery code"
      description="One of the ten that you kept. Each works once."
      placeholder="xxxx-xxxx-xxxx-xxxx"
      autoComplete="off"
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  )
}
