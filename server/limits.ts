import { Redis } from 'ioredis'
import type { RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '@muniment/core/errors.ts'
import type { Logger } from '@muniment/core/log.ts'
import { addressOf } from './session.ts'

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

/** Each asks for a row that is kept for five minutes. */
const challenging: Bound = { name: 'challenge', points: 120, seconds: 60 }
const challenge = /^\/api\/v1\/.*passkey.*challenge\/?$/i

// Letters of either case and a slash at the end lead to the same route.
const guessable =
  /^\/api\/(auth\/(sign-in|callback)|v1\/(sign-in\/passkey\/?$|setup|invitations\/accept|recovery|password-reset|email-verification|links\/inspect))/i

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

/**
 * Counts requests per address in Redis, over all replicas; in this process's memory while Redis is away. What is under the
 * general bound is not kept waiting for its count: what came before Redis said that an address went over is answered still,
 * and nothing more from there until its time is over.
 */
export function limitRequests(redis: Redis): RequestHandler {
  const limiterOf = ({ name, points, seconds }: Bound) => {
    const settings = { keyPrefix: `limit:${name}`, points, duration: seconds }
    const insuranceLimiter = new RateLimiterMemory(settings)
    const limiter = new RateLimiterRedis({
      ...settings,
      storeClient: redis,
      insuranceLimiter,
      rejectIfRedisNotReady: true,
    })
    return { points, limiter }
  }
  const [guesses, challenges, all] = [limiterOf(guessing), limiterOf(challenging), limiterOf(general)]
  /** Addresses that went over the general bound. */
  const over = new Set<string>()
  return (request, response, next) => {
    const address = addressOf(request)
    const path = request.baseUrl + request.path
    const counted = guessable.test(path) ? guesses : challenge.test(path) ? challenges : all
    const consumed = counted.limiter.consume(address).then((state) => {
      if (response.headersSent) return
      response.set(
        'ratelimit',
        `limit=${counted.points}, remaining=${state.remainingPoints}, reset=${Math.ceil(state.msBeforeNext / 1000)}`,
      )
    })
    if (counted === all && !over.has(address)) {
      consumed.catch((refusal: unknown) => {
        over.add(address)
        setTimeout(() => over.delete(address), refusal instanceof RateLimiterRes ? refusal.msBeforeNext : 1000).unref()
      })
      next()
      return
    }
    consumed.then(
      () => next(),
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
