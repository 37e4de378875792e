import { NativeSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { SENSITIVITY_WORDS } from '../access/words.ts'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import type { Filters, Named } from '../documents/filters.ts'
import { useMember, useMemberSearch } from '../people/queries.ts'
import { useMe } from '../session/session.ts'

interface Props {
  value: string | undefined
  onChange: (value: string) => void
}

/** The names of who and what a list is narrowed to; the address has their ids alone. */
export function useNamed({ author, department }: Filters): Named {
  const { can } = useMe()
  const reads = can('members.read')
  const single = author !== undefined && author !== 'me' && !author.includes(',')
  const member = useMember(reads && single ? author : null)
  const departments = useDepartments(reads && department !== undefined)
  return {
    sensitivity: SENSITIVITY_WORDS,
    author: member.data?.name,
    department: departments.data?.find(({ id }) => id === department)?.name,
  }
}

/** Finds who added it by a part of their name. */
export function AuthorField({ value, onChange }: Props) {
  const chosen = useMember(value === undefined || value === 'me' || value.includes(',') ? null : value)
  const [search, setSearch] = useState('')
  const [text] = useDebouncedValue(search.trim(), 200)
  // What stands in the field is the name of who was chosen: not looked for.
  const people = useMemberSearch(text === chosen.data?.name ? '' : text)
  const found = people.data ?? []
  const listed = chosen.data && !found.some(({ id }) => id === chosen.data.id) ? [chosen.data, ...found] : found
  return (
    <Select
      size="xs"
      label="Added by"
      placeholder="Anybody"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Anybody' }}
      data={listed.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen.data?.id ?? null}
      onChange={(id) => onChange(id ?? '')}
      searchValue={search}
      onSearchChange={setSearch}
      // The server looked for them already.
      filter={({ options }) => options}
      nothingFoundMessage="Nobody is called that here."
      error={people.error?.message}
      comboboxProps={{ withinPortal: false }}
    />
  )
}

export function DepartmentField({ value, onChange }: Props) {
  const departments = useDepartments()
  const all = departments.data ?? []
  if (all.length === 0) return null
  return (
    <NativeSelect
      size="xs"
      label="Department"
      data={[{ value: '', label: 'Any' }, ...all.map(({ id }) => ({ value: id, label: pathOf(all, id) }))]}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
