import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface StorageOwner {
  url: string
  user: string
  password: string
}

const buckets = ['quarantine', 'documents', 'derived']

function allow(actions: readonly string[], resources: readonly string[]): object {
  return { Effect: 'Allow', Action: actions, Resource: resources.map((resource) => `arn:aws:s3:::${resource}`) }
}

/**
 * The two identities. The server, which talks to browsers, can put what it is given into quarantine and never read it
 * back; it reads only what was scanned clean, and how full the disk is. The worker, which talks to nobody outside, moves between the two.
 */
export const identities = {
  'muniment-server': {
    Version: '2012-10-17',
    Statement: [
      allow(['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], ['quarantine/*']),
      allow(['s3:GetObject'], ['documents/*', 'derived/*']),
      // How much space is left on the disk, and how busy it is; no name and no byte of an object.
      { Effect: 'Allow', Action: ['admin:StorageInfo'] },
    ],
  },
  'muniment-worker': {
    Version: '2012-10-17',
    Statement: [
      allow(
        ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
        buckets.map((bucket) => `${bucket}/*`),
      ),
      allow(['s3:ListBucket', 's3:ListBucketMultipartUploads'], buckets),
    ],
  },
}

/** Makes the buckets and both identities, with these secrets; may be repeated. */
export async function prepareStorage(
  owner: StorageOwner,
  secrets: Record<keyof typeof identities, string>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'))
  try {
    const mc = (...args: string[]) =>
      run('mc', ['--config-dir', folder, '--quiet', '--disable-pager', ...args], { timeout: 60_000 })
    // In a file of this folder, not on a command line that others could read.
    const alias = { url: owner.url, accessKey: owner.user, secretKey: owner.password, api: 'S3v4', path: 'auto' }
    await writeFile(join(folder, 'config.json'), JSON.stringify({ version: '10', aliases: { store: alias } }), {
      mode: 0o600,
    })
    for (const bucket of buckets) await mc('mb', '--ignore-existing', `store/${bucket}`)
    for (const [name, policy] of Object.entries(identities)) {
      const file = join(folder, `${name}.json`)
      await writeFile(file, JSON.stringify(policy))
      await mc('admin', 'policy', 'create', 'store', name, file)
    }
    for (const [name, secret] of Object.entries(secrets)) {
      await withInput(folder, ['admin', 'user', 'add', 'store'], `${name}\n${secret}\n`)
      // Attaching what is attached already is an error of mc's, and no fault.
      const attached = await mc('admin', 'policy', 'entities', 'store', '--user', name)
      if (!attached.stdout.includes(name) || !attached.stdout.includes(`Policies:\n      ${name}`)) {
        await mc('admin', 'policy', 'attach', 'store', name, '--user', name).catch((error: unknown) => {
          if (!(error instanceof Error && /already/i.test(error.message))) throw error
        })
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function withInput(folder: string, args: string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile('mc', ['--config-dir', folder, '--quiet', ...args], { timeout: 60_000 }, (error) => {
      if (error) reject(new Error(`mc ${args.join(' ')} failed: ${error.message}`))
      else resolve()
    })
    child.stdin?.end(input)
  })
}
