import type { Retention as Kept } from '@muniment/core/trash/schema.ts'
import { Button, Group, NumberInput, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { useMe } from '../session/session.ts'

/** How long the organization keeps what was deleted. */
export function Retention() {
  const { organization } = useMe()
  const queries = useQueryClient()
  const key = [organization, 'retention']
  const kept = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<Kept>('/organization/retention', { signal }),
  })
  const [days, setDays] = useState<number | null>(null)
  const change = useMutation({
    mutationFn: (trashDays: number) =>
      api<Kept>('/organization/retention', { method: 'PATCH', body: { trashDays }, ifMatch: kept.data?.revision ?? 0 }),
    onSuccess: (changed) => {
      queries.setQueryData(key, changed)
      setDays(null)
      announce('Saved')
      void queries.invalidateQueries({ queryKey: [organization, 'trash'] })
    },
    onError: () => void queries.invalidateQueries({ queryKey: key }),
  })
  if (!kept.data) return null
  const shown = days ?? kept.data.trashDays
  return (
    <section aria-labelledby="retention">
      <Title order={2} fz={16} mt="xl" mb="sm" id="retention">
        Time in the trash
      </Title>
      <Group align="flex-end" gap="sm">
        <NumberInput
          label="Days"
          description="7 to 365; counts for what is in the trash already too"
          min={7}
          max={365}
          allowDecimal={false}
          value={shown}
          onChange={(value) => setDays(Number(value))}
          w={260}
        />
        <Button
          disabled={shown === kept.data.trashDays || shown < 7 || shown > 365}
          loading={change.isPending}
          onClick={() => change.mutate(shown)}
        >
          Save
        </Button>
      </Group>
      {change.isError && <FormError error={change.error} />}
    </section>
  )
}
