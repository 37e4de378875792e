import { Alert, Button, Divider, Stack } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { FormError } from '../frame/ErrorPanel.tsx'
import { ProviderIcon } from './ProviderIcon.tsx'
import { useDeparture, useProviders } from './providers.ts'
import { refusalWords } from './refusals.ts'

interface Props {
  /** What the buttons do, as in "Sign in with". */
  verb: string
  goOn?: string
  invitation?: string
  /** False where the line before it says "or" already. */
  divided?: boolean
}

/** A button for each sign-in provider; nothing where none is set up. */
export function ProviderButtons({ verb, goOn, invitation, divided = true }: Props) {
  const providers = useProviders()
  const departure = useDeparture('sign-in/provider')
  const all = providers.data?.items ?? []
  if (all.length === 0) return null
  return (
    <Stack gap="sm">
      {divided && <Divider label="or" labelPosition="center" />}
      {departure.isError && <FormError error={departure.error} />}
      {all.map(({ id, kind, label }) => (
        <Button
          key={id}
          variant="default"
          fullWidth
          leftSection={<ProviderIcon kind={kind} />}
          // The page is about to be left: nothing else can be pressed on the way.
          loading={(departure.isPending || departure.isSuccess) && departure.variables?.provider === id}
          disabled={departure.isPending || departure.isSuccess}
          onClick={() =>
            departure.mutate({
              provider: id,
              ...(goOn !== undefined && { return: goOn }),
              ...(invitation !== undefined && { invitation }),
            })
          }
        >
          {verb} {label}
        </Button>
      ))}
    </Stack>
  )
}

/** What came of a journey to a provider that did not end well, as the address of this page says. */
export function ProviderRefused() {
  const [parameters] = useSearchParams()
  const providers = useProviders()
  const refusal = parameters.get('refused')
  if (refusal === null) return null
  const label = providers.data?.items.find(({ id }) => id === parameters.get('provider'))?.label ?? 'The provider'
  return (
    <Alert color="red" variant="outline" role="alert">
      {refusalWords(refusal, label)}
    </Alert>
  )
}
