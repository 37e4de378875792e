import { AppError } from '../errors.ts'

const units = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** A size as people read it, in decimal units: "999 bytes", "820 kB", "6.2 GB". */
export function readableSize(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1000 ** power
  const rounded = value < 10 && power > 0 ? Math.round(value * 10) / 10 : Math.round(value)
  return `${rounded} ${units[power]}`
}

/** Throws `too_large` with both sizes, written so that they always differ. */
export function requireWithinLimit(name: string, size: number, limit: number): void {
  if (size <= limit) return
  const [is, may] = [readableSize(size), readableSize(limit)]
  const exact = (bytes: number): string => `${bytes.toLocaleString('en')} bytes`
  const [shownSize, shownLimit] = is === may ? [exact(size), exact(limit)] : [is, may]
  const message = `${name} is ${shownSize}; the limit here is ${shownLimit}. Split it or ask your administrator.`
  throw new AppError('too_large', message)
}
