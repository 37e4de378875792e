import React from 'react'
import { me } from './me.ts'

export default function SidebarFooter() {
  return <p className="sidebar-footer">Muniment {me.version}</p>
}
