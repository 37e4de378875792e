/** Names that no file may have on Windows, with any extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const forbidden = /[<>:"|?*\\/\p{Cc}]/gu

/** A name that every file system takes: what one of them would refuse becomes an underscore. */
function portable(name: string): string {
  const plain = name.replaceAll(forbidden, '_').replace(/[. ]+$/, '_')
  return device.test(plain) ? `_${plain}` : plain
}

/** "report.pdf" as "report (2).pdf". */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? `${name.slice(0, dot)} (${number})${name.slice(dot)}` : `${name} (${number})`
}

export interface Paths {
  /** The path for something called `name` in the folder at `above` (''; else ending in a slash). Never the same twice. */
  add: (above: string, name: string) => string
}

/** Gives out paths that differ from one another wherever capital letters and Unicode forms do not count. */
export function createPaths(): Paths {
  const taken = new Map<string, number>()
  const keyOf = (path: string): string => path.normalize('NFC').toLowerCase()
  return {
    add: (above, name) => {
      const plain = portable(name)
      let path = above + plain
      for (let number = taken.get(keyOf(path)) ?? 1; taken.has(keyOf(path));) {
        number += 1
        taken.set(keyOf(above + plain), number)
        path = above + numbered(plain, number)
      }
      taken.set(keyOf(path), 1)
      return path
    },
  }
}
