import { z } from 'zod'
import { organizationLines } from '@muniment/core/organizations/console.ts'
import { createOrganization } from '@muniment/core/organizations/create.ts'
import { limitOrganization } from '@muniment/core/organizations/limit.ts'
import { NewOrganization } from '@muniment/core/organizations/schema.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentOperator, currentSession } from '../session.ts'

/** As people type it: "500", "0.5"; nothing for no limit. Up to a petabyte. */
const Limit = z.object({
  gigabytes: z.coerce
    .number({ error: 'Enter a number of GB, such as 500 or 0.5.' })
    .min(0, 'A limit is 0 GB or more.')
    .max(1_000_000, 'A limit is 1,000,000 GB at most. Leave it empty for none.')
    .optional(),
})

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
    list: ['name', 'usedBytes', 'limitBytes', 'createdAt'],
    show: {
      name: { label: 'Name', kind: 'title' },
      usedBytes: {
        label: 'Holds',
        kind: 'size',
        hint: 'Every file once, all versions, the trash, and uploads under way.',
      },
      limitBytes: {
        label: 'May hold',
        kind: 'size',
        none: 'No limit',
        hint: 'Without a limit: as much as the disk takes.',
      },
      createdAt: { label: 'Created', kind: 'when' },
      id: { label: 'ID' },
    },
    actLabels: { new: 'Create an organization', limit: 'Set its limit' },
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
      limit: act({
        on: 'record',
        icon: 'HardDrive',
        explain:
          'How much its files may come to. Over it, nothing more is taken; what is there stays. Its owners and administrators see the limit.',
        button: 'Set the limit',
        fields: [
          {
            name: 'gigabytes',
            label: 'Limit in GB',
            type: 'text',
            optional: true,
            hint: 'Empty: no limit.',
            starts: { as: 'limitBytes', per: 1e9 },
          },
        ],
        input: Limit,
        confirm: () => true,
        allowed,
        run: async ({ gigabytes }, id) => {
          await limitOrganization(currentOperator(), id, gigabytes === undefined ? null : Math.round(gigabytes * 1e9))
          return { message: gigabytes === undefined ? 'It has no limit now.' : `It may hold ${gigabytes} GB now.` }
        },
      }),
    },
  })
