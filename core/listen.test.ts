import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { quiet } from '../test/factories.ts'
import { startRelay } from '../test/relay.ts'
import { services } from '../test/services.ts'
import { until } from '../test/tus.ts'
import { listen, type Listener } from './listen.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

function listening(url: string): { listener: Listener; heard: string[]; happened: string[] } {
  const heard: string[] = []
  const happened: string[] = []
  const listener = listen(url, ['one', 'Two words'], (channel, payload) => heard.push(`${channel}: ${payload}`), {
    log: quiet,
    onLost: () => happened.push('lost'),
    onBack: () => happened.push('back'),
  })
  return { listener, heard, happened }
}

const say = (channel: string, payload: string) => database.peek('select pg_notify($1, $2)', [channel, payload])

describe('listening', () => {
  it('hears its channels and no others', async () => {
    const { listener, heard, happened } = listening(database.url('server'))
    await until(() => listener.listening)
    await say('one', 'a')
    await say('three', 'b')
    await say('Two words', 'c')
    await until(() => heard.length === 2)
    expect(heard).toEqual(['one: a', 'Two words: c'])
    expect(happened).toEqual(['back'])
    await listener.close()
    expect(listener.listening).toBe(false)
  })

  it('says so when its connection ends, and comes back', async () => {
    const { listener, heard, happened } = listening(database.url('server'))
    await until(() => listener.listening)
    await database.peek(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and application_name = 'muniment-listener'`,
      [database.name],
    )
    await until(() => happened.length === 3)
    expect(happened).toEqual(['back', 'lost', 'back'])
    await say('one', 'again')
    await until(() => heard.length === 1)
    await listener.close()
  })

  it('starts without a database, and hears it once it is there', async () => {
    const [host = '', port = ''] = services.postgres.split(':')
    const relay = await startRelay(host, Number(port))
    relay.cut()
    const url = new URL(database.url('server'))
    url.hostname = relay.host
    url.port = String(relay.port)
    const { listener, happened } = listening(url.href)
    await sleep(500)
    expect(listener.listening).toBe(false)
    relay.mend()
    await until(() => listener.listening)
    expect(happened).toEqual(['back'])
    await listener.close()
    await relay.close()
  })
})
