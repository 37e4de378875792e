import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { odtOf } from '../../test/previewFiles.ts'
import { probeConfinement, runContained, type Confinement, type ContainedTask } from './contain.ts'
import { takeFile } from './files.ts'
import { convertOffice } from './office.ts'
import { systemCallFilter } from './filter.ts'

const going = new AbortController().signal
let root: string
let folder: string
let outside: string
let confinement: Confinement
let server: Server

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'muniment-contain-'))
  folder = mkdtempSync(join(root, 'own-'))
  outside = join(root, 'secret')
  writeFileSync(outside, 'TOP SECRET')
  confinement = await probeConfinement(root)
  server = createServer((socket) => socket.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  rmSync(root, { recursive: true })
})

function shell(script: string, change: Partial<ContainedTask> = {}) {
  const task = { command: 'sh', args: ['-c', script], folder, seconds: 20, ...change }
  return runContained(confinement, task, going)
}

describe('a contained child', () => {
  it('knows nothing of the environment of the worker', async () => {
    process.env['SECRET_OF_THE_WORKER'] = 'TOP SECRET'
    const { stdout } = await shell('env')
    delete process.env['SECRET_OF_THE_WORKER']
    expect(stdout).not.toContain('SECRET')
    const own = ['PWD', 'SHLVL', '_', 'OLDPWD', '']
    const names = stdout.split('\n').map((line) => line.split('=')[0] ?? '')
    expect(new Set(names.filter((name) => !own.includes(name)))).toEqual(
      new Set(['HOME', 'LANG', 'PATH', 'TMPDIR', 'TZ']),
    )
  })

  it('ends at its time, with all that it started', async () => {
    const began = performance.now()
    const ended = await shell('sleep 300 & echo $!; sleep 300', { seconds: 1 })
    expect(ended).toMatchObject({ code: null, late: true })
    expect(performance.now() - began).toBeLessThan(15_000)
    // Gone, or ended and not yet taken note of by its new parent.
    const status = `/proc/${Number(ended.stdout)}/status`
    await vi.waitFor(() =>
      expect(existsSync(status) ? readFileSync(status, 'utf8') : 'State:\tZ').toMatch(/^State:\s+Z/m),
    )
  })

  it('ends when its worker is told to stop', async () => {
    const stop = new AbortController()
    const work = runContained(confinement, { command: 'sleep', args: ['300'], folder, seconds: 300 }, stop.signal)
    setTimeout(() => stop.abort(new Error('the worker stops')), 100)
    await expect(work).rejects.toThrow('the worker stops')
  })

  it('cannot take more memory, or write larger files, than it may', async () => {
    const hungry = { command: process.execPath, args: ['-e', 'const a = []; for (;;) a.push(Buffer.alloc(5e7, 1))'] }
    expect((await shell('', hungry)).code).not.toBe(0)
    expect((await shell('head -c 600000000 /dev/zero > large')).code).not.toBe(0)
    expect(await takeFile(folder, 'large', 1e9)).toHaveProperty('length', 512 * 2 ** 20)
    rmSync(join(folder, 'large'))
  })

  it('that is not there is an error, not a hang', async () => {
    expect((await shell('', { command: 'no-such-program', args: [] })).code).not.toBe(0)
  })
})

// What only newer kernels and programs can: in the images they are there, on a developer's machine perhaps not.
describe('where the machine can confine it, a child', () => {
  it('sees no file but programs and its own folder, nor the memory of the worker', async (test) => {
    if (!confinement.landlock) return test.skip()
    for (const path of [outside, '/proc/1/environ', `/proc/${process.pid}/environ`, '/run', '/home', '/root', root]) {
      const { stdout, code } = await shell(`cat "${path}" || ls "${path}/"`)
      expect([path, stdout, code === 0]).toEqual([path, '', false])
    }
    expect((await shell('echo ok > mine && cat mine')).stdout).toBe('ok\n')
    expect((await shell(`echo x > "${outside}"`)).code).not.toBe(0)
  })

  it('reaches no network, signals nobody and cannot leave its group', async (test) => {
    if (confinement.filter === null) return test.skip()
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const connect = `require('net').connect(${port}, '127.0.0.1').on('data', () => console.log('REACHED')).on('error', (e) => console.log(e.code))`
    const { stdout } = await shell('', { command: process.execPath, args: ['-e', connect] })
    expect(stdout).toBe('EPERM\n')
    expect((await shell(`kill -0 ${process.pid}`)).code).not.toBe(0)
    expect((await shell('setsid true')).stdout + (await shell('setsid --fork true')).stderr).toMatch(/not permitted/i)
  })
})

describe('an office program', () => {
  it('does not show a file of the worker that a letter names, confined or not', { timeout: 120_000 }, async () => {
    const link = `xlink:type="simple" xlink:href="file://${outside}"`
    const section = `<text:section text:name="s"><text:section-source ${link}/><text:p>old words</text:p></text:section>`
    for (const each of [confinement, { landlock: false, filter: null }]) {
      const own = mkdtempSync(join(root, 'office-'))
      writeFileSync(join(own, 'source'), odtOf('', section))
      const draft = { confinement: each, folder: own, source: join(own, 'source'), signal: going }
      const file = await convertOffice(draft, 'pdf')
      const { stdout } = await runContained(
        each,
        { command: 'pdftotext', args: [file, '-'], folder: own, seconds: 20 },
        going,
      )
      expect(stdout).toContain('old words')
      expect(stdout).not.toContain('SECRET')
    }
  })
})

describe('what a child wrote', () => {
  it('is taken only as a plain file of its own', async () => {
    symlinkSync(outside, join(folder, 'link'))
    writeFileSync(join(folder, 'plain'), 'x')
    expect(await takeFile(folder, 'link', 1000)).toBeNull()
    expect(await takeFile(folder, 'absent', 1000)).toBeNull()
    expect(await takeFile(folder, 'plain', 0)).toBeNull()
    expect(String(await takeFile(folder, 'plain', 1000))).toBe('x')
  })
})

/** What the kernel would do: the few instructions that the filter is made of. */
function judge(filter: Buffer, call: { arch: number; number: number; first: number }): number {
  const data = new Map([
    [0, call.number],
    [4, call.arch],
    [16, call.first],
  ])
  let loaded = 0
  for (let at = 0; ; at++) {
    const [code, ifTrue, ifFalse] = [filter.readUInt16LE(at * 8), filter[at * 8 + 2] ?? 0, filter[at * 8 + 3] ?? 0]
    const value = filter.readUInt32LE(at * 8 + 4)
    if (code === 0x06) return value
    if (code === 0x20) loaded = data.get(value) ?? 0
    else at += (code === 0x15 ? loaded === value : loaded >= value) ? ifTrue : ifFalse
  }
}

describe('the filter of system calls', () => {
  const allowed = 0x7fff0000
  const refused = 0x00050001
  it.each([
    ['x64', 0xc000003e, 41, [62, 101, 112, 425]],
    ['arm64', 0xc00000b7, 198, [129, 117, 157, 425]],
  ] as const)('for %s refuses what it is to refuse, and nothing else', (machine, arch, socket, denied) => {
    const filter = systemCallFilter(machine) ?? Buffer.alloc(0)
    for (const number of denied) expect(judge(filter, { arch, number, first: 0 })).toBe(refused)
    for (const [family, answer] of [
      [1, allowed],
      [2, refused],
      [10, refused],
      [16, refused],
    ] as const) {
      expect(judge(filter, { arch, number: socket, first: family })).toBe(answer)
    }
    for (const number of [0, 1, 2, 59, 231]) expect(judge(filter, { arch, number, first: 0 })).toBe(allowed)
    expect(judge(filter, { arch: arch + 1, number: 0, first: 0 })).toBe(refused)
    expect(judge(filter, { arch, number: 0x40000000, first: 0 })).toBe(refused)
  })

  it('is none for a machine that nobody has tried', () => {
    expect(systemCallFilter('riscv64')).toBeNull()
  })
})
