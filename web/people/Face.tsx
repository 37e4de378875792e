import { Avatar } from '@mantine/core'
import { linkTo } from '../api.ts'

interface Props {
  name: string
  /** The version of the picture; null: initials stand in for it. */
  avatar: string | null
  /** Whose it is; null for one's own, which needs no organization. */
  memberId: string | null
  size?: number
}

/** A person's picture or initials, beside the name that says who it is. */
export function Face({ name, avatar, memberId, size = 28 }: Props) {
  const path = memberId === null ? '/profile/avatar' : `/members/${memberId}/avatar`
  return <Avatar src={avatar === null ? null : pictureAt(path, avatar)} name={name} alt="" size={size} aria-hidden />
}

/** With the version in it, so that a new picture is a new address. */
function pictureAt(path: string, version: string): string {
  const link = linkTo(path)
  return `${link}${link.includes('?') ? '&' : '?'}v=${version}`
}
