import React from 'react'
import { useTranslation, type ResourceJSON } from 'adminjs'
import { NavLink } from 'react-router-dom'
import {
  Activity,
  Briefcase,
  FileText,
  Grid,
  HardDrive,
  Home,
  Layers,
  List,
  Mail,
  Share2,
  Shield,
  Users,
  type Icon,
} from 'react-feather'

const icons: Record<string, Icon> = {
  Activity,
  Briefcase,
  FileText,
  Grid,
  HardDrive,
  Home,
  Layers,
  List,
  Mail,
  Shield,
  Share2,
  Users,
}

function Item({ to, icon, label, end = false }: { to: string; icon: string; label: string; end?: boolean }) {
  const Icon = icons[icon]
  return (
    <li>
      <NavLink className="nav-link" to={to} end={end}>
        {Icon === undefined ? null : <Icon size={16} aria-hidden="true" />}
        {label}
      </NavLink>
    </li>
  )
}

/** Every noun that this person may look at, after the overview. */
export default function Navigation({ resources }: { resources: ResourceJSON[] }) {
  const { translateLabel } = useTranslation()
  return (
    <nav aria-label="Console">
      <ul className="nav">
        <Item to="/admin" icon="Home" label="Overview" end />
        {resources.map(({ id, href, navigation }) =>
          href === null ? null : (
            <Item key={id} to={href} icon={navigation?.icon ?? ''} label={translateLabel(id, id)} />
          ),
        )}
      </ul>
    </nav>
  )
}
