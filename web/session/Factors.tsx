import type { Factors as FactorsShown } from '@muniment/core/accounts/schema.ts'
import { Button, Modal, Skeleton, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation } from '@tanstack/react-query'
import { IconDeviceMobile, IconKey, IconLifebuoy } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { count } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import { useFactors, useFactorsChanged } from './factorQueries.ts'
import { Passkeys } from './Passkeys.tsx'
import { PasswordForm } from './PasswordDialog.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './session.module.css'
import { TotpForm } from './TotpDialog.tsx'

/** How one signs in: password, second factor, passkeys, and what to do when they are lost. */
export function Factors() {
  const factors = useFactors()
  return (
    <section aria-labelledby="factors">
      <Title order={2} fz={16} mb="sm" id="factors">
        Signing in
      </Title>
      {factors.isError && !factors.data ? (
        <ErrorPanel error={factors.error} retry={() => void factors.refetch()} />
      ) : factors.data ? (
        <FactorList factors={factors.data} />
      ) : (
        <Skeleton className="late" h={160} />
      )}
    </section>
  )
}

type Open = 'password' | 'totp' | { codes: readonly string[] } | null

function FactorList({ factors }: { factors: FactorsShown }) {
  const changed = useFactorsChanged()
  const [open, setOpen] = useState<Open>(null)
  const removeTotp = useMutation({
    mutationFn: () => api('/profile/totp', { method: 'DELETE', organization: null }),
    onSuccess: () => announce('The authenticator app is removed'),
    onSettled: changed,
  })
  const renew = useMutation({
    mutationFn: () =>
      api<{ recoveryCodes: string[] }>('/profile/recovery-codes', { method: 'POST', organization: null }),
    onSuccess: async ({ recoveryCodes }) => {
      setOpen({ codes: recoveryCodes })
      await changed()
    },
  })
  const added = (codes: readonly string[] | null) => {
    announce('Your second factor is added')
    setOpen(codes === null ? null : { codes })
    void changed()
  }
  const askToRemove = () =>
    modals.openConfirmModal({
      title: 'Remove the authenticator app?',
      children:
        factors.passkeys.length > 0
          ? 'Its codes work no more. Your passkeys stay your second factor.'
          : 'Then your password alone lets anybody in who knows it. Your recovery codes go, too.',
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => removeTotp.mutate(),
    })
  const hasFactor = factors.totp !== null || factors.passkeys.length > 0
  return (
    <>
      {(removeTotp.isError || renew.isError) && <ErrorPanel error={removeTotp.error ?? renew.error} />}
      <ul className={classes['sessions']}>
        <Row
          icon={<IconKey size={20} aria-hidden />}
          name="Password"
          about={factors.password ? 'At least 12 characters.' : 'None: you sign in by a provider.'}
        >
          {factors.password && (
            <Button size="xs" variant="default" onClick={() => setOpen('password')}>
              Change
            </Button>
          )}
        </Row>
        <Row
          icon={<IconDeviceMobile size={20} aria-hidden />}
          name="Authenticator app"
          about={
            factors.totp === null ? (
              'Asks for a code from your phone after the password.'
            ) : (
              <>
                Added <When date={factors.totp} inside />
              </>
            )
          }
        >
          {factors.totp === null ? (
            <Button size="xs" variant="default" onClick={() => setOpen('totp')}>
              Add
            </Button>
          ) : (
            <Button size="xs" variant="default" loading={removeTotp.isPending} onClick={askToRemove}>
              Remove
            </Button>
          )}
        </Row>
        <Passkeys factors={factors} onAdded={added} />
        {hasFactor && (
          <Row
            icon={<IconLifebuoy size={20} aria-hidden />}
            name="Recovery codes"
            about={
              factors.recoveryCodes === 0
                ? 'None left. Make new ones, or a lost device shuts you out.'
                : `${count(factors.recoveryCodes, 'code')} of 10 left.`
            }
          >
            <Button size="xs" variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
              Make new ones
            </Button>
          </Row>
        )}
      </ul>
      <Modal opened={open === 'password'} onClose={() => setOpen(null)} title="Change your password">
        <PasswordForm onClose={() => setOpen(null)} />
      </Modal>
      <Modal
        opened={open === 'totp'}
        onClose={() => setOpen(null)}
        title="Add an authenticator app"
        closeOnClickOutside={false}
      >
        <TotpForm onAdded={added} onClose={() => setOpen(null)} />
      </Modal>
      <Modal
        opened={open !== null && typeof open === 'object'}
        onClose={() => setOpen(null)}
        title="Keep your recovery codes"
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
      >
        {open !== null && typeof open === 'object' && <RecoveryCodes codes={open.codes} onDone={() => setOpen(null)} />}
      </Modal>
    </>
  )
}

interface RowProps {
  icon: ReactNode
  name: string
  about: ReactNode
  children: ReactNode
}

export function Row({ icon, name, about, children }: RowProps) {
  return (
    <li>
      {icon}
      <div>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {about}
        </Text>
      </div>
      <div className={classes['acts']}>{children}</div>
    </li>
  )
}
