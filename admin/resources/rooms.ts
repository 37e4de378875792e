import { roomLines } from '@muniment/core/rooms/console.ts'
import { describeNoun } from '../resource.ts'
import { accessView } from '../access.ts'
import { currentMember, currentSession } from '../session.ts'

export const rooms = () =>
  describeNoun({
    id: 'rooms',
    label: 'Rooms',
    icon: 'Grid',
    empty: 'There is no room yet. Rooms are made in the app.',
    listing: roomLines,
    context: currentMember,
    allowed: () => currentSession().member !== null,
    title: 'name',
    sort: { sortBy: 'name', direction: 'asc' },
    list: ['name', 'visibility', 'documents', 'createdBy', 'updatedAt'],
    show: {
      name: { label: 'Name', kind: 'title' },
      description: { label: 'Description' },
      visibility: { label: 'Who sees it', words: { organization: 'Everyone', private: 'Chosen people' } },
      documents: { label: 'Documents', kind: 'number', hint: 'Counted up to 1,000.' },
      createdBy: { label: 'Created by', reference: 'members' },
      createdAt: { label: 'Created', kind: 'when' },
      updatedAt: { label: 'Changed', kind: 'when' },
      id: { label: 'ID' },
    },
    actLabels: { access: 'Who can see this?' },
    acts: { access: accessView('room', () => currentSession().member !== null) },
  })
