import { IconFolders, IconHome, IconTrash, IconUpload, IconUserCircle } from '@tabler/icons-react'
import { NavLink } from 'react-router'
import { figure } from './format.ts'
import { useMe } from '../session/session.ts'
import { uploads, useUploadSummary } from '../uploads/useUploads.ts'
import classes from './frame.module.css'

/** The way through the app on a phone. */
export function BottomBar() {
  const summary = useUploadSummary()
  const { membership } = useMe()
  const link = classes['bottomLink'] ?? ''
  return (
    <nav className={classes['bottom']} aria-label="Main, small screen">
      {membership && (
        <>
          <NavLink to="/" end className={link}>
            <IconHome size={20} aria-hidden />
            Home
          </NavLink>
          <NavLink to="/rooms" className={link}>
            <IconFolders size={20} aria-hidden />
            Rooms
          </NavLink>
          <NavLink to="/trash" className={link}>
            <IconTrash size={20} aria-hidden />
            Trash
          </NavLink>
        </>
      )}
      {summary.total > 0 && (
        <button type="button" className={link} onClick={() => uploads.togglePanel()}>
          <IconUpload size={20} aria-hidden />
          {summary.active > 0 ? `Uploads ${figure(summary.active)}` : 'Uploads'}
        </button>
      )}
      <NavLink to="/profile" className={link}>
        <IconUserCircle size={20} aria-hidden />
        Me
      </NavLink>
    </nav>
  )
}
