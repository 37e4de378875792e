import { Redis } from 'ioredis'
import type { RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '@muniment/core/errors.ts'
import type { Logger } from '@muniment/core/log.ts'

interface Bound {
  name: string
  /** Requests in so many seconds. */
  points: number
  seconds: number
}

/** Guessing a password or a link: 20 tries in a minute from one address. */
const guessing: Bound = { name: 'guess', points: 20, seconds: 60 }
/** Everything else: 200 requests a second for ten seconds from one address. */
const general: Bound = { name: 'general', points: 2000, seconds: 10 }

const guessable =
  /^\/api\/(auth\/(sign-in|callback)|v1\/(setup|invitations\/accept|recovery|password-reset|email-verification|links\/inspect))/

/** A Redis that fails at once instead of hanging: whoever asks falls back. */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: 1000,
    lazyConnect: false,
  })
  redis.on('error', (error) => log.warn({ error: error.message }, 'Redis does not answer'))
  return redis
}

/** Counts requests per address in Redis, over all replicas; in this process's memory while Redis is away. */
export function limitRequests(redis: Redis): RequestHandler {
  const [guesses, all] = [guessing, general].map(({ name, points, seconds }) => {
    const settings = { keyPrefix: `limit:${name}`, points, duration: seconds }
    const insuranceLimiter = new RateLimiterMemory(settings)
    return {
      points,
      limiter: new RateLimiterRedis({ ...settings, storeClient: redis, insuranceLimiter, rejectIfRedisNotReady: true }),
    }
  })
  return (request, response, next) => {
    // The proxy overwrites this header; without a proxy there is only the peer itself.
    const address = request.get('x-real-ip') ?? request.socket.remoteAddress ?? 'unknown'
    const counted = guessable.test(request.baseUrl + request.path) ? guesses : all
    if (counted === undefined) {
      next()
      return
    }
    counted.limiter.consume(address).then(
      (state) => {
        response.set(
          'ratelimit',
          `limit=${counted.points}, remaining=${state.remainingPoints}, reset=${Math.ceil(state.msBeforeNext / 1000)}`,
        )
        next()
      },
      (refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) {
          next(refusal)
          return
        }
        const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
        response.set('retry-after', String(seconds))
        next(new AppError('too_many', `Too many requests from your address. Wait ${seconds} s, then try again.`))
      },
    )
  }
}
