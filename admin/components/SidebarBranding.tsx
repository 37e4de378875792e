import React from 'react'
import { Link } from 'react-router-dom'

const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')?.href

export default function SidebarBranding() {
  return (
    <Link className="branding" to="/admin">
      <img src={icon} alt="" width="24" height="24" />
      <span>
        Muniment <small>Console</small>
      </span>
    </Link>
  )
}
