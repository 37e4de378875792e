import { Progress, Text } from '@mantine/core'
import { IconCloudUpload } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { announce } from '../frame/announce.tsx'
import { count } from '../frame/format.ts'
import { useStore } from '../frame/store.ts'
import { idOf, realtime, uploadingThere, type Watchable } from '../realtime.ts'
import { othersWords } from './words.ts'
import classes from './uploads.module.css'

/** Lists are kept in step by the room's follower. */
const unheard = { event: () => {}, missed: () => {}, ended: () => {} }

/** Who else is uploading to the place that is looked at, or below it; nothing when nobody is. */
export function OthersUploads({ roomId, folderId }: { roomId: string; folderId: string | null }) {
  useEffect(() => {
    const thing: Watchable = folderId === null ? { roomId } : { folderId }
    return realtime.watch(roomId, thing, unheard)
  }, [roomId, folderId])
  const told = useStore(uploadingThere).get(idOf(folderId === null ? { roomId } : { folderId }))

  // Who begins is said once, and nothing of how it goes on.
  const people = told?.people.map(({ name }) => name ?? 'Somebody') ?? []
  const known = useRef<string[]>([])
  useEffect(() => {
    const begins = people.filter((name) => !known.current.includes(name))
    if (begins.length > 0) announce(`${begins.join(', ')} ${begins.length === 1 ? 'is' : 'are'} uploading here`)
    known.current = people
  })

  if (!told) return null
  return (
    <ul className={classes['others']} aria-label="Uploads of others">
      {told.people.map((one, at) => {
        const { does, far } = othersWords(one)
        return (
          <li key={at} className={classes['other']}>
            <IconCloudUpload size={16} aria-hidden />
            <Text size="sm" className={classes['does'] ?? ''} title={does}>
              {does}
            </Text>
            <Text size="sm" c="dimmed" className={classes['far'] ?? ''}>
              {far}
            </Text>
            {one.size !== null && (
              <Progress
                className={classes['howFar'] ?? ''}
                size={3}
                value={one.size === 0 ? 0 : (one.bytes / one.size) * 100}
                transitionDuration={400}
                aria-label={`${does}: ${far}`}
              />
            )}
          </li>
        )
      })}
      {told.more > 0 && (
        <li className={classes['other']}>
          <Text size="sm" c="dimmed" className={classes['andMore'] ?? ''}>
            and {count(told.more, 'more person', 'more people')}
          </Text>
        </li>
      )}
    </ul>
  )
}
