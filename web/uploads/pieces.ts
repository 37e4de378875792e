/** A request holds 100 kB, and a character up to four bytes. */
const CHARACTERS_AT_ONCE = 20_000

/** Deals out what is asked of the server to requests that hold it, in order. */
export function inPieces<T>(all: readonly T[], most: number, lengthOf: (one: T) => number): T[][] {
  const pieces: T[][] = []
  let characters = 0
  for (const one of all) {
    const last = pieces.at(-1)
    if (last === undefined || last.length === most || characters + lengthOf(one) > CHARACTERS_AT_ONCE) {
      pieces.push([one])
      characters = lengthOf(one)
    } else {
      last.push(one)
      characters += lengthOf(one)
    }
  }
  return pieces
}
