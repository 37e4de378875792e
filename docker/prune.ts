// Removes from ./node_modules what the named workspaces do not need to run: node prune.ts WORKSPACE…
// npm keeps optional peers (a test runner, a bundler) whenever a development dependency happens to provide them.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

interface Manifest {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/** The folder a package resolves to when required from `from`, or null when it is not installed. */
function locate(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return found
    if (folder === dirname(folder)) return null
  }
}

/** What a package cannot run without, and what it takes if it is there for this platform. */
function needs(folder: string): string[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const peers = Object.keys(manifest.peerDependencies ?? {})
  return [
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...peers.filter((name) => !manifest.peerDependenciesMeta?.[name]?.optional),
  ]
}

/** Every package folder directly in a node_modules folder, scoped ones included. */
function packagesIn(modules: string): string[] {
  if (!existsSync(modules)) return []
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const folder = join(modules, entry.name)
      return entry.name.startsWith('@') ? packagesIn(folder) : [folder]
    })
}

const kept = new Set<string>()
const pending = process.argv.slice(2).map((workspace) => resolve(workspace))
const roots = ['.', ...process.argv.slice(2)].map((folder) => resolve(folder))
for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
  if (kept.has(folder)) continue
  kept.add(folder)
  for (const name of needs(folder)) {
    const found = locate(name, folder)
    if (found !== null) pending.push(found)
  }
}

const queue = roots.map((root) => join(root, 'node_modules'))
let removed = 0
for (let modules = queue.pop(); modules !== undefined; modules = queue.pop()) {
  for (const folder of packagesIn(modules)) {
    if (kept.has(folder)) {
      queue.push(join(folder, 'node_modules'))
    } else {
      rmSync(folder, { recursive: true })
      removed += 1
    }
  }
}
console.log(`removed ${removed} packages that nothing here runs with`)
