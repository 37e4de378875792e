import type { CreatedOrganization, Organization } from '@muniment/core/organizations/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import { Button, EmptyState, Group, Modal, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { IconBuildingCommunity, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { api } from '../api.ts'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { NotFound } from '../frame/NotFound.tsx'
import { Page } from '../frame/Page.tsx'
import { When } from '../frame/When.tsx'
import { OneTimeLink } from '../people/OneTimeLink.tsx'
import { useMe } from '../session/session.ts'

const KEY = ['organizations'] as const

/** All organizations of the appliance, for its operator. */
export function Organizations() {
  const { session } = useMe()
  return session.person.operator ? <List /> : <NotFound />
}

function List() {
  const { session } = useMe()
  const [creating, setCreating] = useState(false)
  const organizations = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam, signal }) =>
      api<ListPage<Organization>>('/organizations', { query: { cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const all = organizations.data?.pages.flatMap((page) => page.items) ?? []
  const mine = new Set(session.memberships.map((one) => one.organization.id))
  const create = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
      New organization
    </Button>
  )
  return (
    <Page title="Organizations" actions={all.length > 0 && create}>
      <Stack>
        <Text c="dimmed" maw={640}>
          As operator you create organizations; you see nothing of their content unless you are a member.
        </Text>
        {organizations.isPending ? (
          <Skeleton className="late" h={120} />
        ) : organizations.isError && all.length === 0 ? (
          <ErrorPanel error={organizations.error} retry={() => void organizations.refetch()} />
        ) : all.length === 0 ? (
          <EmptyState
            py="xl"
            icon={<IconBuildingCommunity size={32} aria-hidden />}
            title="No organizations yet"
            description="An organization keeps its people, rooms and documents apart from all others."
          >
            <EmptyState.Actions>{create}</EmptyState.Actions>
          </EmptyState>
        ) : (
          <Table verticalSpacing="xs" aria-label="Organizations">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Created</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {all.map((organization) => (
                <Table.Tr key={organization.id}>
                  <Table.Td>
                    <bdi>{organization.name}</bdi>
                    {mine.has(organization.id) && (
                      <Text span c="dimmed">
                        {' '}
                        (you are a member)
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <When date={organization.createdAt} tooltip={false} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {organizations.hasNextPage && (
          <Group justify="center">
            <Button variant="default" onClick={() => void organizations.fetchNextPage()}>
              Show more organizations
            </Button>
          </Group>
        )}
      </Stack>
      <Modal opened={creating} onClose={() => setCreating(false)} title="New organization" closeOnClickOutside={false}>
        <Create onClose={() => setCreating(false)} />
      </Modal>
    </Page>
  )
}

function Create({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const form = useForm({
    initialValues: { name: '', administratorEmail: '' },
    validate: {
      name: (value) => (value.trim() ? null : 'Enter the name of the organization.'),
      administratorEmail: (value) =>
        /^\S+@\S+$/.test(value.trim()) ? null : 'Enter an e-mail address such as ana@example.com.',
    },
  })
  const submit = useMutation({
    mutationFn: (values: typeof form.values) =>
      api<CreatedOrganization>('/organizations', { method: 'POST', body: values }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    onError: (error) => form.setErrors(fieldErrors(error, ['name', 'administratorEmail'])),
  })
  if (submit.data) {
    const { link, expiresAt } = submit.data
    return <OneTimeLink link={link} expiresAt={expiresAt} email={form.values.administratorEmail} onDone={onClose} />
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput label="Name" data-autofocus required withAsterisk={false} {...form.getInputProps('name')} />
        <TextInput
          label="E-mail of its administrator"
          type="email"
          description="This person gets a one-time link and invites the others."
          required
          withAsterisk={false}
          {...form.getInputProps('administratorEmail')}
        />
        {submit.isError && Object.keys(form.errors).length === 0 && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          Create organization
        </FormButtons>
      </Stack>
    </form>
  )
}
