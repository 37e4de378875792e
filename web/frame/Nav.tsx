import {
  IconBuildingCommunity,
  IconFolders,
  IconHome,
  IconSettings,
  IconTerminal2,
  IconTrash,
  IconUsers,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { NavLink, useMatch } from 'react-router'
import { FolderTree } from '../folders/FolderTree.tsx'
import { useMe } from '../session/session.ts'
import classes from './frame.module.css'

/** The way through the app on wide screens; the folders of the open room hang below Rooms. */
export function Nav() {
  const me = useMe()
  const room = useMatch('/rooms/:roomId/*')
  const roomId = room?.params.roomId
  return (
    <nav className={classes['nav']} aria-label="Main">
      <div className={classes['navScroll']}>
        {me.membership && (
          <>
            <Item to="/" icon={<IconHome size={20} aria-hidden />} label="Home" />
            <Item to="/rooms" icon={<IconFolders size={20} aria-hidden />} label="Rooms" exact />
            {roomId && <FolderTree roomId={roomId} />}
            <Item to="/trash" icon={<IconTrash size={20} aria-hidden />} label="Trash" />
          </>
        )}
      </div>
      <div className={classes['navFoot']}>
        <OfficeLinks />
      </div>
    </nav>
  )
}

/** What is for those who run things: people, organizations, the console. */
export function OfficeLinks() {
  const { session, can } = useMe()
  return (
    <>
      {can('members.read') && <Item to="/people" icon={<IconUsers size={20} aria-hidden />} label="People" />}
      {session.person.operator && (
        <>
          <Item to="/organizations" icon={<IconBuildingCommunity size={20} aria-hidden />} label="Organizations" />
          <Item to="/settings" icon={<IconSettings size={20} aria-hidden />} label="Settings" />
        </>
      )}
      {(can('console.use') || session.person.operator) && (
        <a href="/admin" className={classes['navLink']}>
          <IconTerminal2 size={20} aria-hidden />
          Console
        </a>
      )}
    </>
  )
}

function Item({ to, icon, label, exact }: { to: string; icon: ReactNode; label: string; exact?: boolean }) {
  return (
    <NavLink to={to} end={exact ?? to === '/'} className={classes['navLink'] ?? ''}>
      {icon}
      {label}
    </NavLink>
  )
}
