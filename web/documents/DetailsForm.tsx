import type { Document, DocumentChange } from '@muniment/core/documents/schema.ts'
import { Button, Group, Modal, NativeSelect, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { SubjectPicker } from '../access/SubjectPicker.tsx'
import { api, ApiProblem } from '../api.ts'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { useMe } from '../session/session.ts'
import classes from './documents.module.css'
import { documentKey, documentsKey, useTagSuggestions } from './queries.ts'
import { cleanTags } from './tags.ts'

interface Values {
  title: string
  description: string
  tags: string[]
  documentDate: string | null
  owner: { id: string; name: string } | null
  departmentId: string | null
}

const LABELS: Record<keyof Values, string> = {
  title: 'Title',
  description: 'Description',
  tags: 'Tags',
  documentDate: 'Document date',
  owner: 'Owner',
  departmentId: 'Department',
}
const FIELDS = ['title', 'description', 'tags', 'documentDate', 'owner', 'departmentId'] as const

function valuesOf({ title, description, tags, documentDate, owner, departmentId }: Document): Values {
  return { title, description, tags, documentDate, owner, departmentId }
}

/** A value as one text, to compare and to show. */
function textOf(values: Values, field: keyof Values): string {
  if (field === 'tags') return values.tags.join(', ')
  return field === 'owner' ? (values.owner?.name ?? '') : (values[field] ?? '')
}

function keyOf(values: Values, field: keyof Values): string {
  return field === 'owner' ? (values.owner?.id ?? '') : textOf(values, field)
}

export function DetailsDialog({ document, onClose }: { document: Document | null; onClose: () => void }) {
  return (
    <Modal opened={document !== null} onClose={onClose} title="Edit details" size={560}>
      {document && <DetailsForm opened={document} onClose={onClose} />}
    </Modal>
  )
}

/**
 * What people say of a document. Only what was changed here is sent; when somebody else saved meanwhile, their values stand
 * beside for a second look before anything is written over.
 */
function DetailsForm({ opened, onClose }: { opened: Document; onClose: () => void }) {
  const { organization, membership, session, can } = useMe()
  const queries = useQueryClient()
  const [base, setBase] = useState(opened)
  const [values, setValues] = useState(() => valuesOf(opened))
  const [typed, setTyped] = useState('')
  const [theirs, setTheirs] = useState<readonly (keyof Values)[] | null>(null)
  const suggestions = useTagSuggestions(opened.roomId, typed)
  const { data: departments = [] } = useDepartments(can('members.read'))
  const set = <Field extends keyof Values>(field: Field, value: Values[Field]) =>
    setValues((now) => ({ ...now, [field]: value }))

  const save = useMutation({
    mutationFn: (change: Partial<DocumentChange>) =>
      api<Document>(`/documents/${base.id}`, { method: 'PATCH', body: change, ifMatch: base.revision }),
    onSuccess: (changed) => {
      queries.setQueryData(documentKey(organization, changed.id), changed)
      void queries.invalidateQueries({ queryKey: documentsKey(organization, changed.roomId) })
      announce('Details saved')
      onClose()
    },
    onError: async (error) => {
      if (!(error instanceof ApiProblem) || error.status !== 412) return
      const now = await api<Document>(`/documents/${base.id}`)
      const [before, after] = [valuesOf(base), valuesOf(now)]
      const moved = FIELDS.filter((field) => keyOf(before, field) !== keyOf(after, field))
      // What was not touched here is taken over as the other one saved it.
      setValues((mine) => {
        const untouched = moved.filter((field) => keyOf(mine, field) === keyOf(before, field))
        return Object.assign({}, mine, ...untouched.map((field) => ({ [field]: after[field] })))
      })
      setTheirs(moved.filter((field) => keyOf(values, field) !== keyOf(before, field)))
      setBase(now)
      queries.setQueryData(documentKey(organization, now.id), now)
    },
  })
  const before = valuesOf(base)
  const changed = FIELDS.filter((field) => keyOf(values, field) !== keyOf(before, field))
  const submit = () => {
    if (changed.length === 0) return onClose()
    const { title, description, tags, documentDate, owner, departmentId } = values
    const all: DocumentChange = { title, description, tags, documentDate, ownerId: owner?.id ?? null, departmentId }
    const keys = changed.map((field) => (field === 'owner' ? 'ownerId' : field))
    save.mutate(Object.fromEntries(Object.entries(all).filter(([key]) => keys.some((one) => one === key))))
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack>
        <TextInput
          label={LABELS.title}
          description="What it is, where the file’s name does not say"
          maxLength={255}
          data-autofocus
          value={values.title}
          onChange={(event) => set('title', event.currentTarget.value)}
        />
        <Textarea
          label={LABELS.description}
          maxLength={10_000}
          autosize
          minRows={3}
          maxRows={12}
          value={values.description}
          onChange={(event) => set('description', event.currentTarget.value)}
        />
        <TagsInput
          label={LABELS.tags}
          maxTags={50}
          data={suggestions}
          searchValue={typed}
          onSearchChange={setTyped}
          value={values.tags}
          onChange={(tags) => set('tags', cleanTags(tags).toSorted())}
        />
        <TextInput
          type="date"
          label={LABELS.documentDate}
          value={values.documentDate ?? ''}
          onChange={(event) => set('documentDate', event.currentTarget.value || null)}
        />
        <div>
          {can('members.read') && (
            <SubjectPicker
              label={LABELS.owner}
              placeholder={values.owner?.name ?? 'Who answers for it'}
              peopleOnly
              onChoose={({ id, name }) => id !== null && set('owner', { id, name })}
            />
          )}
          <Group gap={8} mt={6}>
            <Text size="sm">{values.owner ? `Owner: ${values.owner.name}` : 'No owner'}</Text>
            {membership && values.owner?.id !== membership.id && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => set('owner', { id: membership.id, name: session.person.name })}
              >
                Make me the owner
              </Button>
            )}
            {values.owner && (
              <Button size="compact-xs" variant="subtle" onClick={() => set('owner', null)}>
                Remove
              </Button>
            )}
          </Group>
        </div>
        {opened.abilities.share && departments.length > 0 && (
          <NativeSelect
            label={LABELS.departmentId}
            description="Roles that are held in one department alone count for its documents"
            data={[
              { value: '', label: 'None' },
              ...departments.map(({ id }) => ({ value: id, label: pathOf(departments, id) })),
            ]}
            value={values.departmentId ?? ''}
            onChange={(event) => set('departmentId', event.currentTarget.value || null)}
          />
        )}
        {theirs !== null && (
          <div role="alert" className={classes['conflict']}>
            <Text fw={600}>Somebody saved this document meanwhile.</Text>
            {theirs.length === 0 ? (
              <Text size="sm">Nothing that you changed. Save again to keep yours.</Text>
            ) : (
              theirs.map((field) => (
                <Group key={field} gap={8} wrap="nowrap" align="flex-start">
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {LABELS[field]} is now{' '}
                    <b>
                      {(field === 'departmentId'
                        ? pathOf(departments, before.departmentId ?? '')
                        : textOf(before, field)) || 'empty'}
                    </b>
                    .
                  </Text>
                  <Button size="compact-xs" variant="default" flex="none" onClick={() => set(field, before[field])}>
                    Take theirs
                  </Button>
                </Group>
              ))
            )}
            {theirs.length > 0 && <Text size="sm">Save again to use yours.</Text>}
          </div>
        )}
        {save.isError && theirs === null && <FormError error={save.error} />}
        <FormButtons onCancel={onClose} loading={save.isPending}>
          Save
        </FormButtons>
      </Stack>
    </form>
  )
}
