import type { ThingKind } from '@muniment/core/access/schema.ts'
import { Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { AccessPanel } from './AccessPanel.tsx'

interface Props {
  thing: { kind: ThingKind; id: string; name: string } | null
  roomId: string
  onClose: () => void
}

/** The access of a room or folder beside its list; on a phone a sheet over it. */
export function AccessDrawer({ thing, roomId, onClose }: Props) {
  const phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  return (
    <Drawer
      opened={thing !== null}
      onClose={onClose}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '92%' : 480}
      title={thing ? `Access to ${thing.name}` : 'Access'}
    >
      {thing && <AccessPanel key={thing.id} kind={thing.kind} id={thing.id} roomId={roomId} />}
    </Drawer>
  )
}
