import type { Department } from '@muniment/core/departments/schema.ts'

export interface Branch {
  department: Department
  /** 0 at the top. */
  depth: number
  /** Of those directly below it. */
  below: number
}

/**
 * The departments as a tree reads, each behind the one above it, siblings in the order given. One whose parent is not
 * among them stands at the top, so that nothing gets lost.
 */
export function treeOf(departments: readonly Department[]): Branch[] {
  const known = new Set(departments.map(({ id }) => id))
  const children = new Map<string | null, Department[]>()
  for (const department of departments) {
    const above = department.parentId !== null && known.has(department.parentId) ? department.parentId : null
    children.set(above, [...(children.get(above) ?? []), department])
  }
  const tree: Branch[] = []
  const walk = (parentId: string | null, depth: number): void => {
    for (const department of children.get(parentId) ?? []) {
      tree.push({ department, depth, below: children.get(department.id)?.length ?? 0 })
      walk(department.id, depth + 1)
    }
  }
  walk(null, 0)
  return tree
}

/** "Legal › Litigation". Empty for one that is not among them. */
export function pathOf(departments: readonly Department[], departmentId: string): string {
  const names: string[] = []
  let at = departments.find(({ id }) => id === departmentId)
  // The database lets no cycle be made; the bound is for what a stale list may hold.
  for (let steps = 0; at && steps < 20; steps += 1) {
    names.unshift(at.name)
    const { parentId } = at
    at = parentId === null ? undefined : departments.find(({ id }) => id === parentId)
  }
  return names.join(' › ')
}

/** It and all below it: where it cannot be moved to. */
export function withBelow(departments: readonly Department[], departmentId: string): ReadonlySet<string> {
  const tree = treeOf(departments)
  const at = tree.findIndex(({ department }) => department.id === departmentId)
  const found = new Set([departmentId])
  const start = tree[at]
  if (!start) return found
  for (const { department, depth } of tree.slice(at + 1)) {
    if (depth <= start.depth) break
    found.add(department.id)
  }
  return found
}
