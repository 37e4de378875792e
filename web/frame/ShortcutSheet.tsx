import { Group, Kbd, Modal, Stack, Switch, Table, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { preferences, usePreferences } from './preferences.ts'
import { useRegisteredShortcuts } from './shortcuts.ts'

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  alt: 'Alt',
  shift: 'Shift',
  mod: 'Ctrl',
  ' ': 'Space',
}

/** All keys that work on this page, searchable. */
export function ShortcutSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const all = useRegisteredShortcuts()
  const { shortcuts: enabled } = usePreferences()
  const [wanted, setWanted] = useState('')
  const shown = all.filter((one) => one.label.toLowerCase().includes(wanted.trim().toLowerCase()))
  const groups = [...new Set(shown.map((one) => one.group))]
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="lg">
      <Stack>
        <Group justify="space-between" wrap="wrap">
          <TextInput
            placeholder="Search shortcuts"
            aria-label="Search shortcuts"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            data-autofocus
            flex={1}
          />
          <Switch
            label="Single-key shortcuts"
            checked={enabled}
            onChange={(event) => {
              const shortcuts = event.currentTarget.checked
              preferences.update((now) => ({ ...now, shortcuts }))
            }}
          />
        </Group>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <Text fw={600} mb={4}>
              {group}
            </Text>
            <Table verticalSpacing={6}>
              <Table.Tbody>
                {shown
                  .filter((one) => one.group === group)
                  .map((one) => (
                    <Table.Tr key={one.keys + one.label}>
                      <Table.Td>{one.label}</Table.Td>
                      <Table.Td ta="right">
                        <Keys keys={one.keys} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
              </Table.Tbody>
            </Table>
          </section>
        ))}
        {groups.length === 0 && <Text c="dimmed">No shortcut has “{wanted}” in its name.</Text>}
      </Stack>
    </Modal>
  )
}

function Keys({ keys }: { keys: string }) {
  const steps = keys === ' ' ? [keys] : keys.split(' ')
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap" display="inline-flex">
      {steps.map((step, at) => (
        <Group key={`${step}${at}`} gap={2} wrap="nowrap">
          {at > 0 && (
            <Text span size="xs" c="dimmed" mx={4}>
              then
            </Text>
          )}
          {step.split('+').map((part) => (
            <Kbd key={part}>{NAMES[part] ?? part}</Kbd>
          ))}
        </Group>
      ))}
    </Group>
  )
}
