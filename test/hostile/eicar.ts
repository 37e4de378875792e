/**
 * The test virus of the anti-virus makers, 68 harmless bytes. Put together from two halves, so that no scanner takes
 * this source for it.
 */
export function eicar(): Buffer {
  const first = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}`
  const second = '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'
  return Buffer.from(first + second, 'latin1')
}
