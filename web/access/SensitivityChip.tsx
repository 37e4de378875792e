import type { SensitivityName } from '@muniment/core/roles/schema.ts'
import { IconBuildingCommunity, IconEyeOff, IconLock, IconWorld } from '@tabler/icons-react'
import classes from './access.module.css'
import { SENSITIVITY_WORDS } from './words.ts'

const ICONS = { public: IconWorld, internal: IconBuildingCommunity, confidential: IconEyeOff, restricted: IconLock }

/** How sensitive a document is, as icon and word. */
export function SensitivityChip({ level }: { level: SensitivityName }) {
  const Icon = ICONS[level]
  return (
    <span className={classes['chip']} data-level={level}>
      <Icon size={16} aria-hidden />
      {SENSITIVITY_WORDS[level]}
    </span>
  )
}
