import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseEnv, promisify } from 'node:util'
import { z } from 'zod'

// The installed appliance as its operator's machine sees it: containers, and the rows and objects behind them.
// test/appliance.sh says where it is.

const { env } = process
const home = env['APPLIANCE_HOME'] ?? '/appliance'
export const project = env['APPLIANCE_PROJECT'] ?? 'muniment-test'
export const setupLink = env['APPLIANCE_SETUP_LINK']
export const settings = parseEnv(readFileSync(`${home}/.env`, 'utf8'))
export const origin = settings['MUNIMENT_ORIGIN'] ?? ''
/** The root certificate that the installer copied out for browsers. */
export const rootCertificate = `${home}/muniment-root-ca.crt`

const run = promisify(execFile)

/** Runs the Docker client and gives what it printed. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 50_000_000 })
  return stdout.trim()
}

export const containerName = (service: string): string => `${project}-${service}-1`

export interface Ended {
  code: number
  output: string
}

/** Runs a program in a service's container; a failure is an answer too. */
export async function execIn(service: string, command: readonly string[], user?: string): Promise<Ended> {
  const as = user === undefined ? [] : ['--user', user]
  try {
    const { stdout, stderr } = await run('docker', ['exec', ...as, containerName(service), ...command])
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const failure = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).safeParse(error)
    if (!failure.success) throw error
    return { code: failure.data.code, output: failure.data.stdout + failure.data.stderr }
  }
}

/** The rows of a query, as superuser inside the database's own container: the truth, past every policy. */
export async function rows<Row extends z.ZodType>(row: Row, sql: string): Promise<z.infer<Row>[]> {
  const wrapped = `select coalesce(json_agg(r), '[]') from (${sql}) r`
  const { code, output } = await execIn('postgres', [
    'psql',
    '-U',
    'postgres',
    '-d',
    'muniment',
    '-XAtq',
    '-c',
    wrapped,
  ])
  if (code !== 0) throw new Error(`psql: ${output}`)
  return z.array(row).parse(JSON.parse(output))
}

/** Keys of the objects in a bucket, read from the disk of storage. */
export async function objectsIn(bucket: 'quarantine' | 'documents' | 'derived'): Promise<Set<string>> {
  const { output } = await execIn('minio', ['find', `/data/${bucket}`, '-name', 'xl.meta'])
  return new Set(output.split('\n').flatMap((path) => path.split('/').slice(3, 4)))
}

const State = z.object({
  Status: z.string(),
  StartedAt: z.string(),
  Pid: z.number(),
  Health: z.object({ Status: z.string() }).optional(),
})

export async function stateOf(service: string): Promise<z.infer<typeof State>> {
  return State.parse(JSON.parse(await docker('inspect', '--format', '{{json .State}}', containerName(service))))
}

/** Waits for something that takes its time, and says what it was if it does not come. */
export async function eventually<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined | false | null>,
): Promise<T> {
  const until = performance.now() + seconds * 1000
  let last: unknown
  for (;;) {
    try {
      const seen = await look()
      if (seen !== undefined && seen !== false && seen !== null) return seen
    } catch (error) {
      last = error
    }
    if (performance.now() > until) throw new Error(`after ${seconds} s still not: ${what}`, { cause: last })
    await sleep(250)
  }
}

/** Waits until a service's health check says that it is well. */
export async function healthy(service: string, seconds = 90): Promise<void> {
  await eventually(`${service} is healthy`, seconds, async () => {
    const { Status, Health } = await stateOf(service)
    return Status === 'running' && Health?.Status === 'healthy'
  })
}

/**
 * Ends a service's program at once, as a crash would: its first child gets SIGKILL from the host's side of the container,
 * PID 1 exits, and the restart policy brings the container back.
 */
export async function crash(service: string): Promise<void> {
  const before = await stateOf(service)
  await signalChild(service, 'KILL')
  await eventually(`${service} is back`, 60, async () => {
    const now = await stateOf(service)
    return now.Status === 'running' && now.StartedAt !== before.StartedAt
  })
}

/** Sends a signal to the program that PID 1 (tini) looks after. */
export function signalChild(service: string, signal: string): Promise<void> {
  return sendSignal(service, signal, '[ "$parent" = 1 ]')
}

/** Sends a signal to the programs of a name. */
export function signalProgram(service: string, program: string, signal: string): Promise<void> {
  return sendSignal(service, signal, `[ "$name" = "(${program})" ]`)
}

async function sendSignal(service: string, signal: string, whom: string): Promise<void> {
  const script = `for p in /proc/[0-9]*; do read -r _ name _ parent _ < "$p/stat" && ${whom} && kill -s ${signal} "\${p#/proc/}"; done; exit 0`
  const { code, output } = await execIn(service, ['bash', '-c', script])
  if (code !== 0) throw new Error(`no signal to ${service}: ${output}`)
}
