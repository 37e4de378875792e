import React from 'react'

const tones: Record<string, { tone: string; sign: string }> = {
  available: { tone: 'good', sign: '✓' },
  admitted: { tone: 'good', sign: '✓' },
  active: { tone: 'info', sign: '▸' },
  ready: { tone: 'good', sign: '✓' },
  open: { tone: 'info', sign: '●' },
  scanning: { tone: 'info', sign: '◌' },
  waiting: { tone: 'info', sign: '◌' },
  held: { tone: 'warn', sign: '!' },
  expired: { tone: 'quiet', sign: '○' },
  stale: { tone: 'warn', sign: '!' },
  unknown: { tone: 'warn', sign: '?' },
  suspended: { tone: 'warn', sign: '!' },
  damaged: { tone: 'bad', sign: '✕' },
  running: { tone: 'info', sign: '▸' },
  done: { tone: 'good', sign: '✓' },
  cancelled: { tone: 'quiet', sign: '○' },
  infected: { tone: 'bad', sign: '✕' },
  failed: { tone: 'bad', sign: '✕' },
  unreachable: { tone: 'bad', sign: '✕' },
  'no-signatures': { tone: 'bad', sign: '✕' },
}

/** A state as a sign and a word; never by colour alone. */
export function Chip({ state, words }: { state: string; words: string }) {
  const { tone, sign } = tones[state] ?? { tone: 'quiet', sign: '○' }
  return (
    <span className={`chip chip-${tone}`}>
      <span aria-hidden="true">{sign}</span> {words}
    </span>
  )
}
