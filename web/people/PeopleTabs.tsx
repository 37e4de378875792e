import { NavLink } from 'react-router'
import classes from './people.module.css'

/** The three pages about who belongs to the organization. */
export function PeopleTabs() {
  const link = classes['tab'] ?? ''
  return (
    <nav aria-label="People, departments and roles" className={classes['tabs']}>
      <NavLink to="/people" end className={link}>
        People
      </NavLink>
      <NavLink to="/people/departments" className={link}>
        Departments
      </NavLink>
      <NavLink to="/people/roles" className={link}>
        Roles
      </NavLink>
    </nav>
  )
}
