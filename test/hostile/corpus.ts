import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { manyEntries, nest, nestedBomb, quotedOverlapBomb, ratioBomb, sharedBytesBomb } from './bombs.ts'
import { eicar } from './eicar.ts'
import { buildTar } from './tar.ts'
import { buildZip } from './zip.ts'

export interface HostileFile {
  what: string
  name: string
  build: () => Buffer
  /** What the appliance must make of it: the state of the version and the code of its reason. */
  becomes: { state: 'infected' | 'held' | 'available'; code: string | null }
}

const infected = { state: 'infected', code: 'infected' } as const
const held = (code: string): HostileFile['becomes'] => ({ state: 'held', code })

function zip64Eicar(): Buffer {
  return buildZip([{ name: 'eicar.com', data: eicar(), zip64: true }], { zip64: true })
}

/** A zip with a password: the bit that says so, and bytes that nobody can read. */
export function encryptedZip(): Buffer {
  const data = randomBytes(64)
  return buildZip([
    {
      name: 'secret.txt',
      data,
      method: 'store',
      flags: 0x801,
      packed: randomBytes(76),
      declared: { size: 64, compressedSize: 76 },
    },
  ])
}

/** A sound zip whose list of files is cut off in the middle. */
export function truncatedZip(): Buffer {
  const whole = buildZip([
    { name: 'a.txt', data: Buffer.from('a'.repeat(1000)) },
    { name: 'b.txt', data: Buffer.from('b'.repeat(1000)) },
  ])
  return whole.subarray(0, whole.length - 60)
}

/** Files made to get past a virus check or to bring it down, built when asked for. */
export const hostileFiles: readonly HostileFile[] = [
  { what: 'the test virus', name: 'eicar.com', build: eicar, becomes: infected },
  { what: 'the test virus in a zip', name: 'eicar.zip', build: () => nest(eicar(), 1), becomes: infected },
  { what: 'the test virus in a zip in a zip', name: 'eicar-2.zip', build: () => nest(eicar(), 2), becomes: infected },
  {
    what: 'the test virus in a zip64',
    name: 'eicar-64.zip',
    build: () => zip64Eicar(),
    becomes: infected,
  },
  {
    what: 'the test virus in a zip64 in a zip',
    name: 'eicar-64-2.zip',
    build: () => nest(zip64Eicar(), 1),
    becomes: infected,
  },
  {
    what: 'the test virus in a zip in a zip64',
    name: 'eicar-2-64.zip',
    build: () => buildZip([{ name: 'inner.zip', data: nest(eicar(), 1), zip64: true }], { zip64: true }),
    becomes: infected,
  },
  {
    what: 'the test virus in a zip64 behind a picture',
    name: 'picture.png',
    build: () =>
      buildZip([{ name: 'eicar.com', data: eicar(), zip64: true }], {
        zip64: true,
        before: Buffer.concat([Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'), randomBytes(5000)]),
      }),
    becomes: infected,
  },
  {
    what: 'the test virus in a zip64 in a tar.gz',
    name: 'eicar-64.tar.gz',
    build: () =>
      gzipSync(
        buildTar([
          { name: 'inner.zip', data: zip64Eicar() },
          { name: 'b.txt', data: Buffer.alloc(100_000) },
        ]),
      ),
    becomes: infected,
  },
  {
    what: 'the test virus in a zip64 in a gzip in a zip',
    name: 'eicar-64.zip.gz.zip',
    build: () => nest(gzipSync(zip64Eicar()), 1),
    becomes: infected,
  },
  { what: 'a bomb in the manner of 42.zip', name: '42.zip', build: nestedBomb, becomes: held('archive_nested') },
  { what: 'a gigabyte in a megabyte', name: 'ratio.zip', build: ratioBomb, becomes: held('archive_ratio') },
  {
    what: 'entries that share their bytes',
    name: 'shared.zip',
    build: () => sharedBytesBomb(40),
    becomes: held('archive_malformed'),
  },
  {
    what: 'files that quote each other',
    name: 'quoted.zip',
    build: () => quotedOverlapBomb(40),
    becomes: held('archive_malformed'),
  },
  { what: '100,000 entries', name: 'many.zip', build: manyEntries, becomes: held('archive_entries') },
  { what: 'a zip with a password', name: 'secret.zip', build: encryptedZip, becomes: held('encrypted') },
  { what: 'a zip that is cut off', name: 'cut.zip', build: truncatedZip, becomes: held('archive_malformed') },
  {
    what: 'nothing at all',
    name: 'empty.txt',
    build: () => Buffer.alloc(0),
    becomes: { state: 'available', code: null },
  },
]
