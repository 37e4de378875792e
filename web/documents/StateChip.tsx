import type { Version } from '@muniment/core/documents/schema.ts'
import {
  IconClock,
  IconFileBroken,
  IconShieldCheck,
  IconShieldExclamation,
  IconShieldSearch,
  IconShieldX,
} from '@tabler/icons-react'
import classes from './documents.module.css'
import { stateWords } from './states.ts'

const ICONS = {
  damaged: IconFileBroken,
  infected: IconShieldX,
  held: IconShieldExclamation,
  available: IconShieldCheck,
}

/** What stands for the state of a version; a clock for one that is checked and has to wait. */
export function StateIcon({ version, size }: { version: Version; size: number }) {
  const waits = stateWords(version).tone === 'warning'
  const Icon = version.state === 'scanning' ? (waits ? IconClock : IconShieldSearch) : ICONS[version.state]
  return <Icon size={size} aria-hidden />
}

/** The state of a version as icon and word; nothing for what is available. */
export function StateChip({ version, prefix = '' }: { version: Version; prefix?: string }) {
  const { label, tone } = stateWords(version)
  if (label === '') return null
  return (
    <span className={classes['chip']} data-tone={tone} title={version.reason?.message}>
      <StateIcon version={version} size={16} />
      {prefix}
      {label}
    </span>
  )
}
