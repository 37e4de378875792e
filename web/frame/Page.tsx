import { Group, Title } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import classes from './frame.module.css'

let visited: string | null = null

/**
 * The heading of a page. Names the tab, and takes the focus when one navigates here, so that a screen reader says
 * where one is and Tab goes on from the top.
 */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    document.title = `${title} · Muniment`
  }, [title])
  useEffect(() => {
    if (visited !== null && visited !== pathname) heading.current?.focus({ preventScroll: true })
    visited = pathname
  }, [pathname])
  return (
    <Title order={1} ref={heading} tabIndex={-1} className={classes['title'] ?? ''}>
      {children ?? title}
    </Title>
  )
}

/** A page that scrolls, with its heading and what can be done here. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes['page']}>
      <Group justify="space-between" align="center" gap="sm" mb="lg" wrap="wrap">
        <PageTitle title={title} />
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </div>
  )
}
