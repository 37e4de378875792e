import {
  Button,
  Chip,
  CloseButton,
  Group,
  NativeSelect,
  Popover,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { SENSITIVITY_WORDS } from '../access/words.ts'
import {
  CHANGED,
  FILTERS,
  filterWords,
  isFiltered,
  KIND_WORDS,
  readFilters,
  SIZES,
  STATE_WORDS,
  type FilterName,
} from '../documents/filters.ts'
import { useTagSuggestions } from '../documents/queries.ts'
import { cleanTags } from '../documents/tags.ts'
import { useMe } from '../session/session.ts'
import { AuthorField, DepartmentField, useNamed } from './PeopleFilters.tsx'
import { readSort } from './listState.ts'
import classes from './rooms.module.css'

interface Props {
  roomId: string
  parameters: URLSearchParams
  change: (values: Record<string, string | null>, replace?: boolean) => void
}

/** What the list is narrowed by: a field for words, everything else behind one button, and a chip for each. */
export function FilterBar({ roomId, parameters, change }: Props) {
  const filters = readFilters(parameters)
  const set = (name: FilterName, value: string) => change({ [name]: value === '' ? null : value }, true)
  const clear = () => change(Object.fromEntries(FILTERS.map((name) => [name, null])), true)
  const { can } = useMe()
  const named = useNamed(filters)
  const chips = FILTERS.filter((name) => name !== 'text' && filters[name] !== undefined)
  return (
    <div className={classes['filters']} role="search" aria-label="Narrow this list">
      <TextField value={filters.text ?? ''} onChange={(value) => set('text', value)} />
      <Popover position="bottom-start" width={320} withinPortal trapFocus returnFocus>
        <Popover.Target>
          <Button variant="default" size="xs" leftSection={<IconFilter size={16} aria-hidden />}>
            Filter
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={classes['filterForm'] ?? ''}>
          <Stack gap="sm">
            <Several label="Kind" words={KIND_WORDS} value={filters.kind} onChange={(value) => set('kind', value)} />
            <Tags roomId={roomId} value={filters.tag} onChange={(value) => set('tag', value)} />
            <Several
              label="Sensitivity"
              words={SENSITIVITY_WORDS}
              value={filters.sensitivity}
              onChange={(value) => set('sensitivity', value)}
            />
            <Several
              label="Virus check"
              words={STATE_WORDS}
              value={filters.state}
              onChange={(value) => set('state', value)}
            />
            <One label="Changed" table={CHANGED} value={filters.changed} onChange={(value) => set('changed', value)} />
            <One label="Size" table={SIZES} value={filters.size} onChange={(value) => set('size', value)} />
            <Group grow gap="xs">
              <TextInput
                size="xs"
                type="date"
                label="Dated from"
                value={filters.from ?? ''}
                onChange={(event) => set('from', event.currentTarget.value)}
              />
              <TextInput
                size="xs"
                type="date"
                label="Dated up to"
                value={filters.to ?? ''}
                onChange={(event) => set('to', event.currentTarget.value)}
              />
            </Group>
            <Chip size="xs" checked={filters.author === 'me'} onChange={(mine) => set('author', mine ? 'me' : '')}>
              Added by me
            </Chip>
            {can('members.read') && (
              <>
                <AuthorField value={filters.author} onChange={(value) => set('author', value)} />
                <DepartmentField value={filters.department} onChange={(value) => set('department', value)} />
              </>
            )}
            <Order parameters={parameters} change={change} />
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {chips.map((name) => (
        <Applied key={name} onRemove={() => set(name, '')}>
          {filterWords(name, filters[name] ?? '', named)}
        </Applied>
      ))}
      {isFiltered(filters) && (
        <Button variant="subtle" size="compact-xs" onClick={clear}>
          Clear filters
        </Button>
      )}
    </div>
  )
}

/** What is typed is looked for after a moment, and follows the address. */
function TextField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  const tell = useDebouncedCallback((next: string) => {
    told.current = next.trim()
    onChange(next.trim())
  }, 250)
  useEffect(() => {
    if (value !== told.current) setTyped(value)
    told.current = value
  }, [value])
  return (
    <TextInput
      size="xs"
      aria-label="Words of the name, title or description"
      placeholder="Name, title, description"
      leftSection={<IconSearch size={14} aria-hidden />}
      maxLength={255}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
    />
  )
}

interface Choosing {
  label: string
  value: string | undefined
  onChange: (value: string) => void
}

function Several({ label, words, value, onChange }: Choosing & { words: Readonly<Record<string, string>> }) {
  return (
    <div role="group" aria-label={label}>
      <Text size="xs" fw={600} mb={4}>
        {label}
      </Text>
      <Chip.Group multiple value={value?.split(',') ?? []} onChange={(chosen) => onChange(chosen.join(','))}>
        <Group gap={6}>
          {Object.entries(words).map(([key, word]) => (
            <Chip key={key} value={key} size="xs">
              {word}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </div>
  )
}

function One({ label, table, value, onChange }: Choosing & { table: Readonly<Record<string, { label: string }>> }) {
  const data = [
    { value: '', label: 'Any' },
    ...Object.entries(table).map(([key, one]) => ({ value: key, label: one.label })),
  ]
  return (
    <NativeSelect
      size="xs"
      label={label}
      data={data}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function Tags({
  roomId,
  value,
  onChange,
}: {
  roomId: string
  value: string | undefined
  onChange: (value: string) => void
}) {
  const [typed, setTyped] = useState('')
  const suggestions = useTagSuggestions(roomId, typed)
  return (
    <TagsInput
      size="xs"
      label="Tags"
      placeholder="All of these"
      data={suggestions}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value?.split(',') ?? []}
      onChange={(tags) => onChange(cleanTags(tags).join(','))}
      comboboxProps={{ withinPortal: false }}
    />
  )
}

function Order({ parameters, change }: Pick<Props, 'parameters' | 'change'>) {
  const { by, direction } = readSort(parameters)
  const orders = [
    ['name', 'asc', 'Name'],
    ['updatedAt', 'desc', 'Changed last'],
    ['documentDate', 'desc', 'Newest document date'],
    ['documentDate', 'asc', 'Oldest document date'],
    ['size', 'desc', 'Largest'],
    ['author', 'asc', 'Who added it'],
  ] as const
  const now = `${by} ${direction}`
  const data = orders.map(([sort, way, label]) => ({ value: `${sort} ${way}`, label }))
  return (
    <NativeSelect
      size="xs"
      label="Order"
      data={data.some(({ value }) => value === now) ? data : [...data, { value: now, label: 'As in the table' }]}
      value={now}
      onChange={(event) => {
        const [sort = 'name', way = 'asc'] = event.currentTarget.value.split(' ')
        change({ sort: sort === 'name' ? null : sort, direction: way === 'asc' ? null : way }, true)
      }}
    />
  )
}

function Applied({ children, onRemove }: { children: string; onRemove: () => void }): ReactNode {
  return (
    <span className={classes['applied']}>
      {children}
      <CloseButton size={20} aria-label={`Remove filter: ${children}`} onClick={onRemove} />
    </span>
  )
}
