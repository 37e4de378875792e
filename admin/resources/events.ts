import { eventLines } from '@muniment/core/events/console.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'
import { eventWords } from '../words.ts'

export const events = () =>
  describeNoun({
    id: 'events',
    label: 'Events',
    icon: 'List',
    empty: 'Nothing has happened yet.',
    listing: eventLines,
    context: currentMember,
    allowed: () => currentSession().member?.actor.permissions.has('audit.read') ?? false,
    title: 'type',
    sort: { sortBy: 'id', direction: 'desc' },
    list: ['type', 'actor', 'roomId', 'documentId', 'at', 'id'],
    show: {
      type: { label: 'What', kind: 'title', words: eventWords },
      at: { label: 'When', kind: 'moment' },
      actor: { label: 'Who' },
      memberId: { label: 'Person', reference: 'members' },
      roomId: { label: 'Room', reference: 'rooms' },
      documentId: { label: 'Document', reference: 'documents' },
      versionId: { label: 'Version', reference: 'versions' },
      data: { label: 'Details', kind: 'code' },
      requestId: { label: 'Request' },
      id: { label: 'Position', kind: 'number' },
    },
  })
