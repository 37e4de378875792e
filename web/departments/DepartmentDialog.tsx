import type { Department } from '@muniment/core/departments/schema.ts'
import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { SubjectPicker } from '../access/SubjectPicker.tsx'
import { api, ApiProblem } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { peopleChanged } from '../people/queries.ts'
import { useMe } from '../session/session.ts'
import { pathOf, treeOf, withBelow } from './tree.ts'

/** What the dialog is about: one there is, or a new one at a place. */
export interface DepartmentForm {
  department: Department | null
  parentId: string | null
}

interface Props {
  form: DepartmentForm | null
  departments: readonly Department[]
  onClose: () => void
}

/** Makes a department, or renames, moves, or gives it another manager. */
export function DepartmentDialog({ form, departments, onClose }: Props) {
  return (
    <Modal opened={form !== null} onClose={onClose} title={form?.department ? 'Change department' : 'New department'}>
      {form && <Edit form={form} departments={departments} onClose={onClose} />}
    </Modal>
  )
}

function Edit({ form: asked, departments, onClose }: Props & { form: DepartmentForm }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  // As it was opened, but with the revision of what was read since: another one's change is not overwritten unseen.
  const department = departments.find(({ id }) => id === asked.department?.id) ?? asked.department
  const [manager, setManager] = useState<{ id: string; name: string } | null>(department?.manager ?? null)
  const form = useForm({
    initialValues: { name: department?.name ?? '', parentId: asked.parentId ?? '' },
    validate: { name: (value) => (value.trim() ? null : 'Enter a name for the department.') },
  })
  const submit = useMutation({
    mutationFn: ({ name, parentId }: { name: string; parentId: string }) => {
      const body = { name, parentId: parentId || null, managerId: manager?.id ?? null }
      return department
        ? api<Department>(`/departments/${department.id}`, { method: 'PATCH', body, ifMatch: department.revision })
        : api<Department>('/departments', { method: 'POST', body })
    },
    onSuccess: (saved) => {
      announce(`Department ${saved.name} saved`)
      peopleChanged(queries, organization)
      onClose()
    },
    onError: (error) => {
      form.setErrors(fieldErrors(error, ['name', 'parentId']))
      if (error instanceof ApiProblem && error.status === 412) peopleChanged(queries, organization)
    },
  })
  const below = department ? withBelow(departments, department.id) : new Set<string>()
  const places = treeOf(departments).filter(({ department: one }) => !below.has(one.id))
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput label="Name" data-autofocus required withAsterisk={false} {...form.getInputProps('name')} />
        <Select
          label="Below"
          searchable
          allowDeselect={false}
          data={[
            { value: '', label: 'Nothing: at the top' },
            ...places.map(({ department: { id } }) => ({ value: id, label: pathOf(departments, id) })),
          ]}
          {...form.getInputProps('parentId')}
        />
        <div>
          <SubjectPicker
            label="Manager"
            placeholder={manager ? 'Choose somebody else' : 'Name or e-mail'}
            peopleOnly
            onChoose={({ id, name }) => id !== null && setManager({ id, name })}
          />
          <Group gap={8} mt={4}>
            <Text>{manager ? manager.name : 'Nobody runs it'}</Text>
            {manager && (
              <Button size="compact-xs" variant="default" onClick={() => setManager(null)}>
                Nobody
              </Button>
            )}
          </Group>
        </div>
        {submit.isError && Object.keys(form.errors).length === 0 && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          {department ? 'Save' : 'Create department'}
        </FormButtons>
      </Stack>
    </form>
  )
}
