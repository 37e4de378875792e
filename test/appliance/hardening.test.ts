import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { containerName, docker, execIn, project, settings } from './stack.ts'

// Reads the containers that run, not the file that describes them.

interface Expected {
  user: number
  /** Whether it is on the network of those that may go out of the house. */
  egress?: true
  /** Above these there is no limit worth the name: megabytes, processes. */
  memory: number
  pids: number
}

const services: Record<string, Expected> = {
  proxy: { user: 10001, memory: 256, pids: 100 },
  server: { user: 10002, egress: true, memory: 512, pids: 100 },
  worker: { user: 10003, memory: 2048, pids: 300 },
  outbound: { user: 10012, egress: true, memory: 256, pids: 100 },
  admin: { user: 10004, memory: 512, pids: 100 },
  backup: { user: 10005, egress: true, memory: 256, pids: 100 },
  migrate: { user: 10011, memory: 512, pids: 100 },
  postgres: { user: 10006, memory: 1024, pids: 300 },
  redis: { user: 10007, memory: 256, pids: 100 },
  minio: { user: 10008, memory: 1024, pids: 300 },
  clamav: { user: 10009, egress: true, memory: 3072, pids: 100 },
  prometheus: { user: 10010, memory: 256, pids: 100 },
}
const closed = settings['MUNIMENT_NO_EGRESS'] === 'true'
const running = Object.keys(services).filter((service) => service !== 'migrate')
/** Those that must not reach anything outside, whatever the settings. */
const inside = running.filter((service) => service !== 'proxy' && (closed || services[service]?.egress !== true))

const Container = z.object({
  Name: z.string(),
  Config: z.object({
    User: z.string(),
    Env: z.array(z.string()),
    Healthcheck: z.object({ Test: z.array(z.string()) }).optional(),
  }),
  HostConfig: z.object({
    CapDrop: z.array(z.string()).nullable(),
    CapAdd: z.array(z.string()).nullable(),
    SecurityOpt: z.array(z.string()).nullable(),
    Privileged: z.boolean(),
    ReadonlyRootfs: z.boolean(),
    Memory: z.number(),
    PidsLimit: z.number().nullable(),
    PidMode: z.string(),
    IpcMode: z.string(),
    Devices: z.array(z.unknown()).nullable(),
    Tmpfs: z.record(z.string(), z.string()).nullable(),
    LogConfig: z.object({ Type: z.string(), Config: z.record(z.string(), z.string()) }),
    RestartPolicy: z.object({ Name: z.string() }),
    PortBindings: z.record(z.string(), z.unknown()).nullable(),
  }),
  Mounts: z.array(z.object({ Type: z.string(), Source: z.string(), Destination: z.string(), RW: z.boolean() })),
  NetworkSettings: z.object({
    Networks: z.record(z.string(), z.object({ IPAddress: z.string(), Gateway: z.string() })),
  }),
})
type Container = z.infer<typeof Container>

let containers: Map<string, Container>

beforeAll(async () => {
  const named = Object.keys(services).map(containerName)
  const found = z.array(Container).parse(JSON.parse(await docker('inspect', ...named)))
  containers = new Map(found.map((container) => [container.Name, container]))
})

function of(service: string): Container {
  const container = containers.get(`/${containerName(service)}`)
  if (container === undefined) throw new Error(`no container of ${service}`)
  return container
}

describe.each(Object.entries(services))('%s', (service, expected) => {
  it('runs as an account of its own, without a capability, and cannot gain any', async () => {
    const { Config, HostConfig } = of(service)
    expect(Config.User).toBe(`${expected.user}:${expected.user}`)
    expect(HostConfig.CapDrop).toEqual(['ALL'])
    expect(HostConfig.CapAdd ?? []).toEqual([])
    expect(HostConfig.SecurityOpt).toEqual(['no-new-privileges:true'])
    expect(HostConfig.Privileged).toBe(false)
    expect(HostConfig.Devices ?? []).toEqual([])
    expect([HostConfig.PidMode, HostConfig.IpcMode]).toEqual(['', 'private'])
  })

  it('has bounds: memory, processes, logs, temporary files, and no writable root', () => {
    const { HostConfig } = of(service)
    expect(HostConfig.ReadonlyRootfs).toBe(true)
    expect(HostConfig.Memory).toBe(expected.memory * 1024 * 1024)
    expect(HostConfig.PidsLimit).toBe(expected.pids)
    expect(HostConfig.LogConfig).toMatchObject({ Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } })
    for (const [place, options] of Object.entries(HostConfig.Tmpfs ?? {})) {
      expect(options, place).toMatch(/size=\d+m/)
      expect(options, place).toMatch(/noexec.*nosuid.*nodev/)
    }
  })

  it('comes back, and is looked after', () => {
    const { Config, HostConfig } = of(service)
    if (service === 'migrate') {
      expect(HostConfig.RestartPolicy.Name).toBe('no')
      return
    }
    expect(HostConfig.RestartPolicy.Name).toBe('unless-stopped')
    expect(Config.Healthcheck?.Test.slice(0, 2)).toEqual(['CMD', 'health'])
  })

  it('is on its networks and no other', () => {
    const way = Object.keys(of(service).NetworkSettings.Networks).map((name) => name.slice(project.length + 1))
    const expectedNetworks = [
      'internal',
      ...(service === 'proxy' ? ['edge'] : []),
      ...(expected.egress === true ? [closed ? 'no-egress-true' : 'egress'] : []),
    ]
    expect(way.sort()).toEqual(expectedNetworks.sort())
  })

  it('publishes no port unless it is the proxy', () => {
    const published = Object.keys(of(service).HostConfig.PortBindings ?? {})
    expect(published).toEqual(service === 'proxy' ? ['8443/tcp'] : [])
  })

  it('holds no socket of Docker, and of the host only its own secret', () => {
    const { Mounts, Config } = of(service)
    expect(Mounts.filter(({ Source }) => Source.includes('docker.sock'))).toEqual([])
    const bound = Mounts.filter(({ Type }) => Type === 'bind')
    for (const mount of bound) {
      const own = service === 'proxy' ? '/certificates' : `/run/secrets/${service}`
      expect(mount).toMatchObject({ Destination: own, RW: false })
    }
    expect(bound.length).toBeLessThanOrEqual(1)
    // A password in the environment would be in `docker inspect` and in every crash report.
    for (const variable of Config.Env) expect(variable).not.toMatch(/(PASSWORD|SECRET|TOKEN|_KEY)=./)
  })
})

describe.each(running)('%s, from within', (service) => {
  it('has no effective capability, no way to new privileges, and a filter on system calls', async () => {
    const { output } = await execIn(service, ['cat', '/proc/1/status'])
    const status = Object.fromEntries(output.split('\n').map((line) => line.split(/:\s+/, 2)))
    const id = String(services[service]?.user)
    expect(status).toMatchObject({ NoNewPrivs: '1', Seccomp: '2' })
    for (const kind of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(status[kind]).toBe('0000000000000000')
    expect(status['Uid']?.split(/\s+/)).toEqual([id, id, id, id])
    expect(status['Gid']?.split(/\s+/)).toEqual([id, id, id, id])
  })

  it('cannot write where its program lies, nor run what it writes', async () => {
    for (const place of ['/', '/usr/local/bin', '/etc', '/app'].filter(
      (each) => each !== '/app' || service === 'server',
    )) {
      const written = await execIn(service, ['bash', '-c', `echo x > ${place}/written`])
      expect(written.code, place).not.toBe(0)
      expect(written.output).toMatch(/Read-only file system|Permission denied/)
    }
    const ran = await execIn(service, [
      'bash',
      '-c',
      'cp /bin/true /tmp/tried && /tmp/tried; code=$?; rm -f /tmp/tried; exit $code',
    ])
    expect(ran.code).toBe(126)
  })

  it('sees no program of the host and no socket of Docker', async () => {
    const { output } = await execIn(service, [
      'bash',
      '-c',
      'ls /proc | grep -c "^[0-9]"; ls /var/run/docker.sock /run/docker.sock 2>&1',
    ])
    expect(Number(output.split('\n')[0])).toBeLessThan(60)
    expect(output).not.toMatch(/^\/.*docker\.sock$/m)
  })
})

describe('the networks', () => {
  // Something of our own on another network: the proxy's address on edge. (The host itself is no example: an engine of this
  // age filters what is forwarded, so containers reach what listens on all addresses of the host.)
  const outside = () => of('proxy').NetworkSettings.Networks[`${project}_edge`]?.IPAddress ?? ''
  const port = 8443

  it('internal is closed, edge is open', async () => {
    const isInternal = (name: string) => docker('network', 'inspect', `${project}_${name}`, '--format', '{{.Internal}}')
    expect(await isInternal('internal')).toBe('true')
    expect(await isInternal('edge')).toBe('false')
    if (closed) expect(await isInternal('no-egress-true')).toBe('true')
  })

  it('hold something outside that answers, which shows that the next test can fail', async () => {
    const socket = connect({ host: outside(), port })
    await once(socket, 'connect')
    socket.destroy()
  })

  it.concurrent.each(inside)('give %s no way out', async (service) => {
    const way = `exec 3<>/dev/tcp/${outside()}/${port} && echo reached`
    const tried = await execIn(service, ['timeout', '3', 'bash', '-c', way])
    expect(tried.code).not.toBe(0)
    expect(tried.output).not.toContain('reached')
  })

  it.concurrent.each(inside)('give %s names of the inside only', async (service) => {
    expect((await execIn(service, ['getent', 'hosts', 'postgres'])).code).toBe(0)
    const servers = await docker('inspect', '--format', '{{json .HostConfig.Dns}}', containerName(service))
    expect(JSON.parse(servers)).toEqual(['127.0.0.1'])
  })

  it.each(['worker', 'admin'])('leave %s without an answer about a name of the outside', async (service) => {
    // A name that nobody can have: a name server that is reached says so (ENOTFOUND), and else nobody says anything.
    const ask = `new (require('dns').Resolver)({ timeout: 500, tries: 2 }).resolve4('muniment.invalid', (e) => console.log(e?.code))`
    const { output } = await execIn(service, ['node', '-e', ask])
    expect(output.trim()).toMatch(/^(ETIMEOUT|ECONNREFUSED|ESERVFAIL)$/)
  })

  it('publish the port of the proxy and nothing else of this project', async () => {
    const published = await docker(
      'ps',
      '--filter',
      `label=com.docker.compose.project=${project}`,
      '--format',
      '{{.Names}} {{.Ports}}',
    )
    const lines = published.split('\n').filter((line) => line.includes('->'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(new RegExp(`^${containerName('proxy')} .*:${settings['MUNIMENT_PORT']}->8443/tcp`))
  })

  it('open the way out for four services, unless the setting closes it', () => {
    // What Compose would make of the file without the setting, read as text: the stack that runs here has it closed.
    const source = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8')
    const open = [...source.matchAll(/^ {2}(\w+):\n(?:(?! {2}\w).*\n)*? {4}networks: \[(.*)\]/gm)]
      .filter(([, , networks]) => networks?.includes('egress'))
      .map(([, service = '']) => service)
    expect(open.sort()).toEqual(['backup', 'clamav', 'outbound', 'server'])
  })
})
