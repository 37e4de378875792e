import type { EventFacts } from '../events/record.ts'
import type { DocumentRow } from './table.ts'

/** Where an event about a document belongs; of a version, with its id beside it. */
export function factsOf(
  document: Pick<DocumentRow, 'id' | 'organization_id' | 'scope_id' | 'room_id' | 'folder_id'>,
): EventFacts {
  return {
    organizationId: document.organization_id,
    scopeId: document.scope_id,
    roomId: document.room_id,
    folderId: document.folder_id,
    documentId: document.id,
  }
}
