import { accountDoors } from './accountDoors.ts'
import { contentDoors } from './contentDoors.ts'
import { organizeDoors } from './organizeDoors.ts'
import type { Doors } from './door.ts'
import { peopleDoors } from './peopleDoors.ts'

/**
 * What every route takes, said once more and apart from the routes: server/matrix.test.ts asks each of them as everybody
 * and compares. A new route is added here.
 */
export const doors: Doors = { ...accountDoors, ...peopleDoors, ...contentDoors, ...organizeDoors }
