import { organizationLines } from '@muniment/core/organizations/console.ts'
import { createOrganization } from '@muniment/core/organizations/create.ts'
import { NewOrganization } from '@muniment/core/organizations/schema.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentOperator, currentSession } from '../session.ts'

const allowed = (): boolean => currentSession().operator !== null

export const organizations = (origin: string) =>
  describeNoun({
    id: 'organizations',
    label: 'Organizations',
    icon: 'Briefcase',
    empty: 'There is no organization yet. Create the first one.',
    listing: organizationLines,
    context: currentOperator,
    allowed,
    title: 'name',
    sort: { sortBy: 'name', direction: 'asc' },
    list: ['name', 'createdAt'],
    show: {
      name: { label: 'Name', kind: 'title' },
      createdAt: { label: 'Created', kind: 'when' },
      id: { label: 'ID' },
    },
    actLabels: { new: 'Create an organization' },
    acts: {
      new: act({
        on: 'resource',
        icon: 'Plus',
        explain:
          'You get a one-time link for its first administrator, valid for 7 days. You see the organization in this list, but nothing in it.',
        button: 'Create the organization',
        fields: [
          { name: 'name', label: 'Name', type: 'text' },
          { name: 'administratorEmail', label: "First administrator's e-mail", type: 'email' },
        ],
        input: NewOrganization,
        confirm: () => true,
        allowed,
        run: async (input) => {
          const { organization, link, expiresAt } = await createOrganization(currentOperator(), origin, input)
          const message = `${organization.name} is there. Hand this link to ${input.administratorEmail}. It can't be shown again.`
          return { message, link: { url: link, expiresAt } }
        },
      }),
    },
  })
