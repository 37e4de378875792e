import { lookup } from 'node:dns'
import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestTls } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'

// Requests to addresses that a person typed in, or that a stranger's answer named. They must not become a way to what
// only this appliance can reach, nor keep it waiting, nor fill its memory.

/** A whole request, from the name's lookup to the last byte. */
const withinMs = 10_000
const answerAtMost = 1_000_000

/** Addresses of this machine and its own links: nothing that one signs in with is there. */
const never = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  never.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  never.addSubnet(net, bits, 'ipv6')

/** Addresses inside somebody's network, perhaps ours: only for hosts that the operator named. */
const inside = new BlockList()
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
inside.addSubnet('fc00::', 7, 'ipv6')

export interface OutsideRules {
  /** Hosts that the operator wrote down: these may be in the customer's own network. */
  named: readonly string[]
  /** For tests: plain HTTP, and this very machine. */
  allowLocal: boolean
}

export interface OutsideRequest {
  method?: string
  headers?: Record<string, string>
  body?: string | undefined
  signal?: AbortSignal | undefined
}

/** The other side was not reached, or did not keep to the bounds. */
export class OutsideError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OutsideError'
  }
}

/** Whether an address may be spoken to for a host. */
export function mayReach(address: string, host: string, { named, allowLocal }: OutsideRules): boolean {
  if (allowLocal) return true
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (never.check(address, family)) return false
  return named.includes(host) || !inside.check(address, family)
}

/** Looks a name up and keeps only what may be reached; the connection is made to just that, so no second lookup can differ. */
function guardedLookup(rules: OutsideRules): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => mayReach(address, host, rules))
      const [first] = allowed
      if (first === undefined) {
        done(error ?? new OutsideError(`${host} leads to an address that is not asked`), '', 0)
      } else if (options.all) {
        done(null, allowed)
      } else {
        done(null, first.address, first.family)
      }
    })
  }
}

function checkTarget(target: URL, rules: OutsideRules): void {
  if (target.protocol !== 'https:' && !(rules.allowLocal && target.protocol === 'http:')) {
    throw new OutsideError(`${target.origin} is not https`)
  }
  // A bare address is never looked up.
  const bare = target.hostname.replaceAll(/^\[|\]$/g, '')
  if (isIP(bare) !== 0 && !mayReach(bare, target.hostname, rules)) {
    throw new OutsideError(`${target.hostname} is an address that is not asked`)
  }
}

async function readBounded(answer: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer) {
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece))
    size += bytes.length
    if (size > answerAtMost) throw new OutsideError(`the answer is longer than ${answerAtMost} bytes`)
    pieces.push(bytes)
  }
  return Buffer.concat(pieces)
}

function answerOf(target: URL, request: OutsideRequest, sent: Buffer | undefined, rules: OutsideRules) {
  const signals = [AbortSignal.timeout(withinMs), ...(request.signal ? [request.signal] : [])]
  const open = target.protocol === 'https:' ? requestTls : requestPlain
  return new Promise<{ answer: IncomingMessage; body: Buffer }>((resolve, reject) => {
    const asked = open(target, {
      method: request.method ?? 'GET',
      headers: { ...request.headers, ...(sent && { 'content-length': String(sent.length) }) },
      lookup: guardedLookup(rules),
      signal: AbortSignal.any(signals),
      agent: false,
    })
    asked.once('error', reject)
    asked.once('response', (answer) => {
      readBounded(answer).then((body) => resolve({ answer, body }), reject)
    })
    asked.end(sent)
  })
}

/**
 * Makes a fetch for talking to the outside: https only, no redirect followed, ten seconds and 1 MB at most, and no
 * connection to this machine or, unless the operator named the host, to private networks.
 */
export function outsideFetch(rules: OutsideRules): (url: string, request?: OutsideRequest) => Promise<Response> {
  return async (url, request = {}) => {
    const target = new URL(url)
    checkTarget(target, rules)
    const sent = request.body === undefined ? undefined : Buffer.from(request.body)
    try {
      const { answer, body } = await answerOf(target, request, sent, rules)
      const headers = new Headers()
      for (const [name, values] of Object.entries(answer.headersDistinct))
        for (const value of values ?? []) headers.append(name, value)
      const status = answer.statusCode ?? 502
      return new Response([204, 205, 304].includes(status) ? null : new Uint8Array(body), { status, headers })
    } catch (error) {
      if (error instanceof OutsideError) throw error
      throw new OutsideError(`${target.origin} was not reached`, { cause: error })
    }
  }
}
