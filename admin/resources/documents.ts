import { z } from 'zod'
import { documentLines, versionLines } from '@muniment/core/documents/console.ts'
import { checkDocumentOf } from '@muniment/core/integrity/startRun.ts'
import { accessView } from '../access.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'
import { reasonWords, stateWords } from '../words.ts'

const allowed = (): boolean => currentSession().member?.actor.permissions.has('quarantine.read') ?? false

export const documents = () =>
  describeNoun({
    id: 'documents',
    label: 'Documents',
    icon: 'FileText',
    empty: 'There is no document yet. Documents are uploaded in the app.',
    listing: documentLines,
    context: currentMember,
    allowed,
    title: 'name',
    sort: { sortBy: 'updatedAt', direction: 'desc' },
    list: ['name', 'state', 'roomId', 'size', 'createdBy', 'updatedAt'],
    show: {
      name: { label: 'Name', kind: 'title' },
      state: { label: 'State', kind: 'state', words: stateWords },
      reasonCode: { label: 'Held back because', words: reasonWords },
      reason: { label: 'What that means' },
      roomId: { label: 'Room', reference: 'rooms' },
      folder: { label: 'Folder' },
      size: { label: 'Size', kind: 'size' },
      versionNumber: { label: 'Current version', kind: 'number' },
      versionId: { label: 'Version', reference: 'versions' },
      createdBy: { label: 'Uploaded by', reference: 'members' },
      createdAt: { label: 'Uploaded', kind: 'when' },
      updatedAt: { label: 'Changed', kind: 'when' },
      id: { label: 'ID' },
    },
    actLabels: { access: 'Who can see this?' },
    acts: { access: accessView('document', allowed) },
  })

export const versions = () =>
  describeNoun({
    id: 'versions',
    label: 'Versions',
    icon: 'Layers',
    empty: 'No version matches.',
    listing: versionLines,
    context: currentMember,
    allowed,
    title: 'name',
    sort: { sortBy: 'createdAt', direction: 'desc' },
    list: ['name', 'number', 'state', 'reasonCode', 'size', 'uploadedBy', 'createdAt'],
    show: {
      name: { label: 'Document name', kind: 'title' },
      documentId: { label: 'Document', reference: 'documents' },
      number: { label: 'Version', kind: 'number' },
      state: { label: 'State', kind: 'state', words: stateWords },
      reasonCode: { label: 'Held back because', words: reasonWords },
      reason: { label: 'What that means' },
      size: { label: 'Size', kind: 'size' },
      mediaType: { label: 'Type', hint: 'As the uploader named it; not checked.' },
      sha256: { label: 'SHA-256' },
      signatures: { label: 'Signatures' },
      uploadedBy: { label: 'Uploaded by', reference: 'members' },
      createdAt: { label: 'Uploaded', kind: 'when' },
      scannedAt: { label: 'Checked for viruses', kind: 'when' },
      checkedAt: { label: 'Read against its SHA-256', kind: 'when' },
      id: { label: 'ID' },
    },
    actLabels: { check: 'Check the stored file' },
    acts: {
      check: act({
        on: 'record',
        icon: 'CheckCircle',
        explain: 'What is stored of every version of this document is read and compared with its SHA-256.',
        button: 'Check it',
        input: z.object({}),
        allowed,
        offered: (record) => record.get('state') === 'available' || record.get('state') === 'damaged',
        run: async (_input, versionId) => {
          await checkDocumentOf(currentMember(), versionId)
          return { message: 'The check begins within seconds; its result shows here.' }
        },
      }),
    },
  })
