import { Code, PinInput, Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { encode } from 'uqr'
import { api } from '../api.ts'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import classes from './session.module.css'

interface Pending {
  uri: string
  secret: string
}

/** Adding an authenticator app: the QR code, then its first code. */
export function TotpForm({ onAdded, onClose }: { onAdded: (codes: string[] | null) => void; onClose: () => void }) {
  const [code, setCode] = useState('')
  const pending = useQuery({
    queryKey: ['totp'],
    queryFn: () => api<Pending>('/profile/totp', { method: 'POST', organization: null }),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const submit = useMutation({
    mutationFn: (typed: string) =>
      api<{ recoveryCodes: string[] | null }>('/profile/totp/confirmation', {
        method: 'POST',
        body: { code: typed },
        organization: null,
      }),
    onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes),
    onError: () => setCode(''),
  })
  if (pending.isError) return <ErrorPanel error={pending.error} retry={() => void pending.refetch()} />
  if (!pending.data) return <Skeleton className="late" h={320} />
  const { uri, secret } = pending.data
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (code.length === 6) submit.mutate(code)
      }}
    >
      <Stack>
        <Text>1. Scan this with an authenticator app, such as the one in your password manager.</Text>
        <QrCode text={uri} label="QR code for your authenticator app" />
        <Text size="sm" c="dimmed">
          No camera? Type this key instead:
          <br />
          <Code style={{ overflowWrap: 'anywhere' }}>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</Code>
        </Text>
        <Text id="first-code">2. Enter the six digits that the app shows now.</Text>
        <PinInput
          length={6}
          type="number"
          oneTimeCode
          value={code}
          onChange={setCode}
          onComplete={(typed) => submit.mutate(typed)}
          aria-label="Code"
          aria-describedby="first-code"
        />
        {submit.isError && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending} disabled={code.length < 6}>
          Add
        </FormButtons>
      </Stack>
    </form>
  )
}

/** Made here, of the text alone: the secret in it is sent nowhere. Dark on white in either scheme, as cameras want it. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg className={classes['qr']} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}
