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

interface PageProps {
  title: string
  /** What the heading says, where that is not the title. */
  heading?: string
  actions?: ReactNode
  children: ReactNode
}

/** A page that scrolls, with its heading and what can be done here. */
export function Page({ title, heading, actions, children }: PageProps) {
  return (
    <div className={classes['page']}>
      <Group justify="space-between" align="center" gap="sm" mb="lg" wrap="wrap">
        <PageTitle title={title}>{heading ?? title}</PageTitle>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </div>
  )
}
