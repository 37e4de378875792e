import type { Room } from '@muniment/core/rooms/schema.ts'
import { Anchor, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useRoomUsage } from './queries.ts'
import { usageWords } from './UsageBar.tsx'

/** Tells who manages a room that its limit is nearly reached, before uploads are refused. */
export function RoomNearlyFull({ room, onSettings }: { room: Room; onSettings: () => void }) {
  const usage = useRoomUsage(room.id, room.abilities.measure)
  if (usage.data?.nearlyFull !== true) return null
  return (
    <Text role="note" c="var(--m-warning)" mt={2}>
      <IconAlertTriangle size={16} aria-hidden style={{ verticalAlign: -2, marginRight: 6 }} />
      This room holds {usageWords(usage.data)}.{' '}
      {room.abilities.edit && (
        <Anchor component="button" type="button" onClick={onSettings}>
          Change its limit
        </Anchor>
      )}
    </Text>
  )
}
