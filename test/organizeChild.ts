import { connect } from '@muniment/core/db.ts'
import { systemContext } from '@muniment/core/context.ts'
import { contextOf, quiet } from './factories.ts'
import { moveFolder } from '@muniment/core/folders/move.ts'
import { eraseTrash } from '@muniment/core/trash/eraseTrash.ts'
import { openTestStorage } from './storage.ts'

// A process of its own for tests that kill it: organizeChild.ts move URL PERSON ORGANIZATION FOLDER ROOM | erase URL

const [what, url = '', personId = '', organizationId = '', folderId = '', roomId = ''] = process.argv.slice(2)
const db = connect(url, 'test-child', 2)
process.stdout.write('begun\n')
if (what === 'move') {
  await moveFolder(await contextOf({ server: db }, personId, organizationId), folderId, null, {
    roomId,
    folderId: null,
  })
} else {
  const storage = await openTestStorage()
  while ((await eraseTrash(systemContext(db, quiet, 'sweep'), storage, 10)) > 0);
  storage.close()
}
await db.destroy()
