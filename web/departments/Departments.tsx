import type { Department } from '@muniment/core/departments/schema.ts'
import { ActionIcon, Button, EmptyState, Menu, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconBuilding, IconDots, IconPencil, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { count } from '../frame/format.ts'
import { NotFound } from '../frame/NotFound.tsx'
import { Page } from '../frame/Page.tsx'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { peopleChanged } from '../people/queries.ts'
import { useMe } from '../session/session.ts'
import { DepartmentDialog, type DepartmentForm } from './DepartmentDialog.tsx'
import { DepartmentPeople } from './DepartmentPeople.tsx'
import classes from './departments.module.css'
import { useDepartments } from './queries.ts'
import { treeOf, type Branch } from './tree.ts'

/** The departments of the organization as a tree. */
export function Departments() {
  const { can } = useMe()
  const departments = useDepartments()
  const [dialog, setDialog] = useState<DepartmentForm | null>(null)
  const [shown, setShown] = useState<Department | null>(null)
  const remove = useRemove()
  if (!can('members.read')) return <NotFound />
  const all = departments.data ?? []
  // Somebody may run one department only: the server says about each, and about the top by its own answer.
  const create = can('departments.manage') && (
    <Button
      leftSection={<IconPlus size={18} aria-hidden />}
      onClick={() => setDialog({ department: null, parentId: null })}
    >
      New department
    </Button>
  )
  return (
    <Page title="Departments" actions={all.length > 0 && create}>
      <Stack gap="lg">
        <PeopleTabs />
        {remove.isError && <FormError error={remove.error} />}
        {departments.isPending ? (
          <Skeleton className="late" h={160} />
        ) : departments.isError && !departments.data ? (
          <ErrorPanel
            title="The departments could not be read"
            error={departments.error}
            retry={() => void departments.refetch()}
          />
        ) : all.length === 0 ? (
          <EmptyState
            py="xl"
            icon={<IconBuilding size={32} aria-hidden />}
            title="No departments yet"
            description="A department groups people, so that rooms can be shared with all of them at once."
          >
            {create && <EmptyState.Actions>{create}</EmptyState.Actions>}
          </EmptyState>
        ) : (
          <ul className={classes['tree']} aria-label="Departments">
            {treeOf(all).map((branch) => (
              <Line
                key={branch.department.id}
                branch={branch}
                onShow={() => setShown(branch.department)}
                onEdit={() => setDialog({ department: branch.department, parentId: branch.department.parentId })}
                onAdd={() => setDialog({ department: null, parentId: branch.department.id })}
                onRemove={() => remove.ask(branch.department)}
              />
            ))}
          </ul>
        )}
      </Stack>
      <DepartmentDialog form={dialog} departments={all} onClose={() => setDialog(null)} />
      <DepartmentPeople department={shown} onClose={() => setShown(null)} />
    </Page>
  )
}

function useRemove() {
  const { organization } = useMe()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: ({ id }: Department) => api(`/departments/${id}`, { method: 'DELETE' }),
    onSuccess: (_, { name }) => {
      announce(`Department ${name} removed`)
      peopleChanged(queries, organization)
    },
  })
  const ask = (department: Department) =>
    modals.openConfirmModal({
      title: `Remove the department ${department.name}?`,
      children:
        'What was shared with it, and roles that people hold for it alone, end at once. The people stay in the organization.',
      labels: { confirm: 'Remove', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(department),
    })
  return { ...remove, ask }
}

interface LineProps {
  branch: Branch
  onShow: () => void
  onEdit: () => void
  onAdd: () => void
  onRemove: () => void
}

function Line({ branch, onShow, onEdit, onAdd, onRemove }: LineProps) {
  const { department, depth } = branch
  return (
    <li className={classes['line']} style={{ paddingInlineStart: depth * 24 }}>
      <IconBuilding size={20} aria-hidden className={classes['icon']} />
      <div className={classes['name']}>
        <UnstyledButton className={classes['open']} onClick={onShow} aria-label={`People of ${department.name}`}>
          <bdi>{department.name}</bdi>
        </UnstyledButton>
        <Text size="xs" c="dimmed">
          {count(department.people, 'person', 'people')}
          {department.manager && ` · run by ${department.manager.name}`}
        </Text>
      </div>
      {department.abilities.change && (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon className={classes['touch'] ?? ''} aria-label={`Actions for ${department.name}`}>
              <IconDots size={20} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconUsers size={16} aria-hidden />} onClick={onShow}>
              People
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
              Rename, move or change manager
            </Menu.Item>
            <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
              New department below
            </Menu.Item>
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={onRemove}>
              Remove
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  )
}
