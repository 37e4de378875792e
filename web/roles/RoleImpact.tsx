import type { Role, RoleImpact as Impact } from '@muniment/core/roles/schema.ts'
import { Loader, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import { count } from '../frame/format.ts'
import { useMe } from '../session/session.ts'
import { rolesKey } from './queries.ts'
import classes from './roles.module.css'

/** What of a role would be changed, in the words of the API. */
export type Asked = Partial<Pick<Role, 'clearance' | 'guest' | 'permissions'>>

/** How many people gain and lose what by a change of a role that is not saved yet. */
export function RoleImpact({ role, change }: { role: Role; change: Asked }) {
  const { organization } = useMe()
  // As text, so that the same change made anew is not another one.
  const [body] = useDebouncedValue(JSON.stringify(change), 300)
  const impact = useQuery({
    queryKey: [...rolesKey(organization), role.id, 'impact', role.revision, body],
    queryFn: ({ signal }) => {
      const asked: Asked = JSON.parse(body)
      return api<Impact>(`/roles/${role.id}/preview`, { method: 'POST', body: asked, signal })
    },
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  })
  if (impact.isError) return <FormError error={impact.error} />
  if (!impact.data || impact.isFetching || body !== JSON.stringify(change)) {
    return (
      <Text c="dimmed" role="status">
        <Loader size={14} /> Counting who gains and who loses…
      </Text>
    )
  }
  const lines = linesOf(impact.data)
  if (lines.length === 0) return <Text role="status">Nobody gains or loses anything by this.</Text>
  return (
    <ul className={classes['impact']} role="status">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

interface Change {
  what: string
  gain: number
  lose: number
}

/** "3 people gain: Upload documents; Make rooms", one line for each number of people, losses first. */
export function linesOf({ permissions, clearance, everyone }: Impact): string[] {
  const changes: Change[] = [
    ...permissions.map(({ description, gain, lose }) => ({ what: description, gain, lose })),
    { what: 'documents of a higher sensitivity', ...clearance },
    { what: 'what is shared with everyone', ...everyone },
  ]
  return [
    ...gathered(changes, ({ lose }) => lose, ['person loses', 'people lose']),
    ...gathered(changes, ({ gain }) => gain, ['person gains', 'people gain']),
  ]
}

function gathered(changes: readonly Change[], of: (change: Change) => number, words: [string, string]): string[] {
  const byNumber = Map.groupBy(changes, of)
  byNumber.delete(0)
  return [...byNumber]
    .toSorted(([one], [other]) => other - one)
    .map(([people, list]) => `${count(people, ...words)}: ${list.map(({ what }) => what).join('; ')}`)
}
