import type { SubjectShown } from '@muniment/core/access/schema.ts'
import { IconBuilding, IconId, IconUser, IconUsersGroup } from '@tabler/icons-react'
import classes from './access.module.css'

const ICONS = { member: IconUser, department: IconBuilding, role: IconId, everyone: IconUsersGroup }

export const SUBJECT_WORDS: Record<SubjectShown['kind'], string> = {
  member: 'Person',
  department: 'Department and those below it',
  role: 'Role',
  everyone: 'All members but guests',
}

export function SubjectIcon({ kind }: { kind: SubjectShown['kind'] }) {
  const Icon = ICONS[kind]
  return <Icon size={20} aria-hidden className={classes['icon']} />
}
