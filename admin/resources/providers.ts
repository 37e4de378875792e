import { z } from 'zod'
import { providerLines } from '@muniment/core/providers/console.ts'
import { removeProvider, switchProvider } from '@muniment/core/providers/settings.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentOperator, currentSession } from '../session.ts'

const allowed = (): boolean => currentSession().operator !== null

const kindWords = { oidc: 'OpenID Connect', google: 'Google', microsoft: 'Microsoft', github: 'GitHub' }

export const providers = () =>
  describeNoun({
    id: 'providers',
    label: 'Sign-in providers',
    icon: 'Key',
    empty: 'None is set up: people sign in with a password. Set one up in the app, under Settings.',
    listing: providerLines,
    context: currentOperator,
    allowed,
    title: 'label',
    sort: { sortBy: 'label', direction: 'asc' },
    list: ['label', 'kind', 'state', 'secret', 'updatedAt'],
    show: {
      label: { label: 'Name', kind: 'title' },
      kind: { label: 'Kind', words: kindWords },
      state: { label: 'State', kind: 'state', words: { on: 'In use', off: 'Switched off' } },
      clientId: { label: 'Client id' },
      secret: {
        label: 'Secret',
        words: { set: 'Set', none: 'None' },
        hint: 'It can be changed in the app, never read.',
      },
      updatedAt: { label: 'Changed', kind: 'when' },
      id: { label: 'ID', kind: 'text' },
    },
    actLabels: { switchOn: 'Switch on', switchOff: 'Switch off', remove: 'Remove' },
    acts: {
      switchOn: act({
        on: 'record',
        icon: 'Play',
        explain: 'People who linked it can sign in with it again, from now on.',
        button: 'Switch on',
        input: z.object({}),
        confirm: () => true,
        allowed,
        offered: (record) => record.get('state') === 'off',
        run: async (_input, id) => {
          await switchProvider(currentOperator(), id, true)
          return { message: 'The provider is in use.' }
        },
      }),
      switchOff: act({
        on: 'record',
        icon: 'Pause',
        explain: 'Nobody can sign in with it until it is switched on again. Who is signed in stays so.',
        button: 'Switch off',
        dangerous: true,
        input: z.object({}),
        confirm: () => true,
        allowed,
        offered: (record) => record.get('state') === 'on',
        run: async (_input, id) => {
          await switchProvider(currentOperator(), id, false)
          return { message: 'The provider is switched off.' }
        },
      }),
      remove: act({
        on: 'record',
        icon: 'Trash2',
        explain: 'Its settings and its secret go. Who has no password needs a recovery link to come in then.',
        button: 'Remove the provider',
        dangerous: true,
        input: z.object({}),
        confirm: () => true,
        allowed,
        run: async (_input, id) => {
          await removeProvider(currentOperator(), id)
          return { message: 'The provider is removed.' }
        },
      }),
    },
  })
