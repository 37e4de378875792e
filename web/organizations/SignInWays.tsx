import type { SignInPolicy, SignInPolicyChange } from '@muniment/core/organizations/signInPolicy.ts'
import { Button, Checkbox, Group, Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useProviders } from '../providers/providers.ts'
import { useStatus } from '../session/session.ts'
import { wayChoices } from '../session/ways.ts'

interface Props {
  policy: SignInPolicy
  pending: boolean
  onSave: (ways: NonNullable<SignInPolicyChange['ways']> | null) => void
}

/** By which ways people may come in. Made anew for each revision of the policy, so that it shows what is kept. */
export function SignInWays({ policy, pending, onSave }: Props) {
  const providers = useProviders()
  const status = useStatus()
  const [certain, setCertain] = useState(policy.ways !== null)
  const [chosen, setChosen] = useState(policy.ways ?? [])
  const choices = wayChoices(providers.data?.items ?? [], status.data?.passkeys ?? false, policy.ways ?? [])
  const same = policy.ways?.length === chosen.length && chosen.every((way) => policy.ways?.includes(way))
  const dirty = certain ? !same : policy.ways !== null
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Ways of signing in"
        description="Who came in another way is let in to their profile alone, and told what to do. Yours must be among them."
        value={certain ? 'certain' : 'any'}
        onChange={(value) => setCertain(value === 'certain')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="any" label="Any" />
          <Radio value="certain" label="Only certain ones" />
        </Stack>
      </Radio.Group>
      {certain && (
        <Checkbox.Group aria-label="Ways that are allowed" value={chosen} onChange={setChosen} ml="xl">
          <Stack gap="xs">
            {choices.map(({ way, label }) => (
              <Checkbox key={way} value={way} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {dirty && (
        <Group gap="sm">
          <Button
            loading={pending}
            disabled={certain && chosen.length === 0}
            onClick={() => onSave(certain ? chosen : null)}
          >
            Save ways of signing in
          </Button>
          {certain && chosen.length === 0 && 'Choose at least one.'}
        </Group>
      )}
    </Stack>
  )
}
