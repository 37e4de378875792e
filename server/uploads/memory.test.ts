import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createMemory, type Borrower, type Loan } from './memory.ts'

const never = new AbortController().signal
const nobody = (): Borrower => ({ giveWay: () => undefined })

function smallMemory(total = 20) {
  return createMemory({ total, blockSize: 10, yieldAfter: 40, refuseAfter: 300, lookEvery: 10 })
}

async function loanOf(asked: Promise<Loan | null>): Promise<Loan> {
  const loan = await asked
  if (loan === null) throw new Error('no loan')
  return loan
}

describe('the memory of uploads', () => {
  it('lends no more than there is, and goes on when something comes back', async () => {
    const memory = smallMemory()
    const first = await loanOf(memory.borrow(nobody(), 10, never))
    await memory.borrow(nobody(), 10, never)
    const third = memory.borrow(nobody(), 10, never)
    await sleep(5)
    expect(memory).toMatchObject({ lent: 20, waiting: 1 })
    first.end()
    expect((await loanOf(third)).buffer).toHaveLength(10)
    expect(memory).toMatchObject({ lent: 20, waiting: 0 })
  })

  it('lends a block again, unless something may still read from it', async () => {
    const memory = smallMemory()
    const clean = await loanOf(memory.borrow(nobody(), 10, never))
    clean.end()
    const again = await loanOf(memory.borrow(nobody(), 10, never))
    expect(again.buffer).toBe(clean.buffer)
    again.end(true)
    const fresh = await loanOf(memory.borrow(nobody(), 10, never))
    expect(fresh.buffer).not.toBe(clean.buffer)
  })

  it('frees what it does not lend again, and kept blocks where their room is needed', async () => {
    const memory = smallMemory()
    const block = await loanOf(memory.borrow(nobody(), 10, never))
    const odd = await loanOf(memory.borrow(nobody(), 7, never))
    block.end()
    odd.end()
    expect(odd.buffer).toHaveLength(0)
    expect(block.buffer).toHaveLength(10)
    await loanOf(memory.borrow(nobody(), 15, never))
    expect(block.buffer).toHaveLength(0)
  })

  it('counts a loan that is ended twice once', async () => {
    const memory = smallMemory()
    const loan = await loanOf(memory.borrow(nobody(), 10, never))
    loan.end()
    loan.end()
    expect(memory.lent).toBe(0)
  })

  it('serves who has nothing before who has something, whoever asked first', async () => {
    const memory = smallMemory()
    const greedy = nobody()
    const held = await loanOf(memory.borrow(greedy, 10, never))
    await memory.borrow(greedy, 10, never)
    const order: string[] = []
    const waiting = [
      memory.borrow(greedy, 10, never).then((loan) => {
        order.push('greedy')
        return loan
      }),
      memory.borrow(nobody(), 10, never).then((loan) => {
        order.push('modest')
        return loan
      }),
    ]
    held.end()
    await sleep(5)
    expect(order).toEqual(['modest'])
    ;(await waiting[1])?.end()
    await waiting[0]
    expect(order).toEqual(['modest', 'greedy'])
  })

  it('asks the slowest to give way once somebody with nothing waited long enough, and each only once', async () => {
    const memory = smallMemory()
    const asked: string[] = []
    const slow: Borrower = { giveWay: () => asked.push('slow') }
    const sending: Borrower = { giveWay: () => asked.push('sending') }
    const loan = await loanOf(memory.borrow(slow, 10, never))
    const sealed = await loanOf(memory.borrow(sending, 10, never))
    sealed.seal()
    const third = memory.borrow(nobody(), 10, never)
    await sleep(20)
    expect(asked).toEqual([])
    await sleep(100)
    expect(asked).toEqual(['slow'])
    loan.end()
    expect(await third).not.toBeNull()
  })

  it('refuses who waited too long, and says when to come back', async () => {
    const memory = smallMemory(10)
    await memory.borrow(nobody(), 10, never)
    await expect(memory.borrow(nobody(), 10, never)).rejects.toMatchObject({ code: 'unavailable' })
    expect(memory.waiting).toBe(0)
  })

  it('lets a waiter go that was told to stop', async () => {
    const memory = smallMemory(10)
    const loan = await loanOf(memory.borrow(nobody(), 10, never))
    const stop = new AbortController()
    const waiting = memory.borrow(nobody(), 10, stop.signal)
    stop.abort()
    expect(await waiting).toBeNull()
    expect(await memory.borrow(nobody(), 1, stop.signal)).toBeNull()
    loan.end()
    expect(memory).toMatchObject({ lent: 0, waiting: 0 })
  })
})
