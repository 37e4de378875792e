import React from 'react'
import { me } from './me.ts'
import { Ways } from './Ways.tsx'

export default function SidebarFooter() {
  return (
    <div className="sidebar-footer">
      <Ways />
      <p>Muniment {me.version}</p>
    </div>
  )
}
