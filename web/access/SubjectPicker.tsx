import type { SubjectShown } from '@muniment/core/access/schema.ts'
import { Group, Select, Text, type ComboboxItem } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import { useMemberSearch } from '../people/queries.ts'
import { useRoles } from '../roles/queries.ts'
import { useMe } from '../session/session.ts'
import { SubjectIcon } from './SubjectIcon.tsx'
import { subjectKey } from './words.ts'

export interface Choice {
  subject: SubjectShown
  /** What tells it apart from others of its name. */
  hint: string
}

/** As many of each kind are offered; a few more letters bring the others. */
const OFFERED = 20

const EVERYONE: Choice = { subject: { kind: 'everyone', id: null, name: 'Everyone but guests' }, hint: 'All members' }

function useChoices(search: string, peopleOnly: boolean) {
  const [text] = useDebouncedValue(search.trim(), 200)
  const people = useMemberSearch(text)
  const departments = useDepartments()
  const roles = useRoles()
  const fits = ({ subject, hint }: Choice) => `${subject.name} ${hint}`.toLowerCase().includes(text.toLowerCase())
  const all = departments.data ?? []
  const named = (group: string, choices: Choice[]) => ({ group, choices: choices.slice(0, OFFERED) })
  const members = named(
    'People',
    (people.data ?? []).map(({ id, name, email }) => ({ subject: { kind: 'member', id, name }, hint: email })),
  )
  const others = [
    named('Everyone', [EVERYONE].filter(fits)),
    named(
      'Departments',
      all
        .map(({ id, name }): Choice => ({ subject: { kind: 'department', id, name }, hint: pathOf(all, id) }))
        .filter(fits),
    ),
    named(
      'Roles',
      (roles.data ?? [])
        .map(({ id, name, description }): Choice => ({ subject: { kind: 'role', id, name }, hint: description }))
        .filter(fits),
    ),
  ]
  const groups = (peopleOnly ? [members] : [members, ...others]).filter(({ choices }) => choices.length > 0)
  return { groups, error: people.error ?? departments.error ?? roles.error }
}

interface Props {
  label: string
  placeholder: string
  /** Only single people. */
  peopleOnly?: boolean
  onChoose: (subject: SubjectShown) => void
}

/** One field that finds people, departments and roles by a part of their name. */
export function SubjectPicker({ label, placeholder, peopleOnly = false, onChoose }: Props) {
  const { can } = useMe()
  const [search, setSearch] = useState('')
  const { groups, error } = useChoices(search, peopleOnly)
  const choices = new Map(groups.flatMap((group) => group.choices).map((one) => [subjectKey(one.subject), one]))
  const option = (item: ComboboxItem) => {
    const choice = choices.get(item.value)
    if (!choice) return item.label
    return (
      <Group gap={8} wrap="nowrap" miw={0}>
        <SubjectIcon kind={choice.subject.kind} />
        <div style={{ minWidth: 0 }}>
          <Text truncate>{choice.subject.name}</Text>
          {choice.hint !== choice.subject.name && (
            <Text size="xs" c="dimmed" truncate>
              {choice.hint}
            </Text>
          )}
        </div>
      </Group>
    )
  }
  return (
    <Select
      label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={16} aria-hidden />}
      searchable
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      // The server looked for people already; the rest is filtered above.
      filter={({ options }) => options}
      data={groups.map(({ group, choices: items }) => ({
        group,
        items: items.map(({ subject }) => ({ value: subjectKey(subject), label: subject.name })),
      }))}
      renderOption={({ option: item }) => option(item)}
      nothingFoundMessage={can('members.read') ? 'Nobody is called that here.' : 'You can’t look people up here.'}
      error={error?.message}
      comboboxProps={{ withinPortal: true }}
      maxDropdownHeight={320}
      onChange={(key) => {
        const choice = key === null ? undefined : choices.get(key)
        if (!choice) return
        onChoose(choice.subject)
        setSearch('')
      }}
    />
  )
}
