import type { Version } from '@muniment/core/documents/schema.ts'
import { IconClock, IconFileBroken, IconShieldExclamation, IconShieldSearch, IconShieldX } from '@tabler/icons-react'
import classes from './documents.module.css'
import { stateWords } from './states.ts'

/** The state of a version as icon and word; nothing for what is available. */
export function StateChip({ version, prefix = '' }: { version: Version; prefix?: string }) {
  const { label, tone } = stateWords(version)
  if (label === '') return null
  const Icon =
    version.state === 'damaged'
      ? IconFileBroken
      : version.state === 'infected'
        ? IconShieldX
        : version.state === 'held'
          ? IconShieldExclamation
          : tone === 'warning'
            ? IconClock
            : IconShieldSearch
  return (
    <span className={classes['chip']} data-tone={tone} title={version.reason?.message}>
      <Icon size={16} aria-hidden />
      {prefix}
      {label}
    </span>
  )
}
