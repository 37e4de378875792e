import { describe, expect, it } from 'vitest'
import { linesOf } from './RoleImpact.tsx'

const nobody = { gain: 0, lose: 0 }

describe('the lines about a changed role', () => {
  it('put together what the same number of people gain or lose, losses first', () => {
    const change = (description: string, gain: number, lose: number) => ({ permission: 'x', description, gain, lose })
    const permissions = [change('Make rooms', 3, 0), change('Upload documents', 3, 0), change('Invite people', 0, 1)]
    expect(linesOf({ permissions, clearance: { gain: 2, lose: 0 }, everyone: nobody })).toEqual([
      '1 person loses: Invite people',
      '3 people gain: Make rooms; Upload documents',
      '2 people gain: documents of a higher sensitivity',
    ])
  })

  it('are none when nobody is touched', () => {
    const permissions = [{ permission: 'x', description: 'Make rooms', gain: 0, lose: 0 }]
    expect(linesOf({ permissions, clearance: nobody, everyone: nobody })).toEqual([])
  })
})
