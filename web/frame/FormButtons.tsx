import { Button, Group, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props extends Pick<ButtonProps, 'color' | 'disabled' | 'loading'> {
  onCancel: () => void
  /** What it is for. */
  children: ReactNode
  /** Without it, the button submits the form that it stands in. */
  onSubmit?: () => void
  /** What it is for takes the focus as the dialog opens: there is nothing to fill in before. */
  first?: boolean
}

/** The end of every dialog: the way out of it, and what it is for. */
export function FormButtons({ onCancel, children, onSubmit, first = false, ...look }: Props) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button
        type={onSubmit ? 'button' : 'submit'}
        onClick={onSubmit}
        {...(first && { 'data-autofocus': true })}
        {...look}
      >
        {children}
      </Button>
    </Group>
  )
}
