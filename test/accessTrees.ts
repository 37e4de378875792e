import { randomUUID } from 'node:crypto'

// Random organizations. accessPlant.ts puts them into the database; who has what in them says accessOracle.ts.

export interface TreeRole {
  id: string
  clearance: number
  guest: boolean
  contentAll: boolean
}
export interface TreeDepartment {
  id: string
  parent: TreeDepartment | null
}
export interface TreeMember {
  id: string
  personId: string
  suspended: boolean
  departments: TreeDepartment[]
  roles: { role: TreeRole; department: TreeDepartment | null; current: boolean }[]
}
export interface TreeGrant {
  subject: { member: TreeMember } | { department: TreeDepartment } | { role: TreeRole } | 'everyone'
  level: number
  current: boolean
}
export interface TreeThing {
  kind: 'room' | 'folder' | 'document'
  id: string
  above: TreeThing | null
  /** Of a room: its department; of a document: its own. */
  department: TreeDepartment | null
  sensitivity: number
  inherits: boolean
  grants: TreeGrant[]
}
export interface Tree {
  organizationId: string
  members: TreeMember[]
  things: TreeThing[]
}

/** The same numbers for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

class Dice {
  readonly #random: () => number
  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }
  below(count: number): number {
    return Math.floor(this.#random() * count)
  }
  chance(share: number): boolean {
    return this.#random() < share
  }
  one<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new Error('nothing to choose from')
    return picked
  }
  maybe<T>(share: number, list: readonly T[]): T | null {
    return list.length > 0 && this.chance(share) ? this.one(list) : null
  }
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make)
  }
}

function makeGrants(
  dice: Dice,
  most: number,
  tree: { members: TreeMember[]; departments: TreeDepartment[]; roles: TreeRole[] },
): TreeGrant[] {
  const made = dice.some(most, (): TreeGrant => {
    const kind = dice.below(4)
    const subject =
      kind === 0 || (kind === 1 && tree.departments.length === 0)
        ? { member: dice.one(tree.members) }
        : kind === 1
          ? { department: dice.one(tree.departments) }
          : kind === 2
            ? { role: dice.one(tree.roles) }
            : ('everyone' as const)
    return { subject, level: dice.below(5), current: dice.chance(0.85) }
  })
  // One grant a subject and place.
  const seen = new Set<string>()
  return made.filter(({ subject }) => {
    const key =
      subject === 'everyone'
        ? subject
        : Object.values(subject)
            .map(({ id }) => id)
            .join()
    return !seen.has(key) && seen.add(key)
  })
}

/** An organization of up to a dozen people and two dozen things. */
export function growTree(
  seed: number,
  organizationId: string,
): Tree & { departments: TreeDepartment[]; roles: TreeRole[] } {
  const dice = new Dice(seed)
  const departments: TreeDepartment[] = []
  for (let left = dice.below(6); left > 0; left -= 1)
    departments.push({ id: randomUUID(), parent: dice.maybe(0.6, departments) })
  const roles = Array.from({ length: 2 + dice.below(3) }, (): TreeRole => ({
    id: randomUUID(),
    clearance: dice.below(4),
    guest: dice.chance(0.3),
    contentAll: dice.chance(0.12),
  }))
  const members = Array.from({ length: 2 + dice.below(6) }, (): TreeMember => ({
    id: randomUUID(),
    personId: randomUUID(),
    suspended: dice.chance(0.08),
    departments: [...new Set(dice.some(2, () => dice.maybe(1, departments)))].filter((one) => one !== null),
    roles: [],
  }))
  for (const member of members) {
    for (const role of roles) {
      if (!dice.chance(0.55)) continue
      member.roles.push({ role, department: dice.maybe(0.4, departments), current: dice.chance(0.85) })
    }
  }
  const world = { members, departments, roles }
  const things: TreeThing[] = []
  const add = (kind: TreeThing['kind'], above: TreeThing | null): void => {
    const own = kind === 'room' || dice.chance(0.45)
    things.push({
      kind,
      id: randomUUID(),
      above,
      department: kind === 'folder' ? null : dice.maybe(0.6, departments),
      sensitivity: kind === 'document' ? dice.below(4) : 0,
      inherits: kind === 'room' || !own || dice.chance(0.7),
      grants: own ? makeGrants(dice, kind === 'room' ? 5 : 3, world) : [],
    })
  }
  for (let left = 1 + dice.below(3); left > 0; left -= 1) add('room', null)
  for (let left = dice.below(8); left > 0; left -= 1) add('folder', dice.one(things))
  const places = [...things]
  for (let left = 1 + dice.below(10); left > 0; left -= 1) add('document', dice.one(places))
  return { organizationId, ...world, things }
}
