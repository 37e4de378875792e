import { Redis } from 'ioredis'
import type { Request, Response } from 'express'
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
const challenge = /^\/api\/v1\/.*passkey.*challenge$/

const guessable =
  /^\/api\/(auth\/(sign-in|callback)|v1\/(sign-in\/passkey$|setup|invitations\/accept|recovery|password-reset|email-verification|links\/inspect))/

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

/** Counts a request; throws 429 where its address asks too much. */
export type Limit = (request: Request, response: Response) => Promise<void>

/** Counts requests per address in Redis, over all replicas; in this process's memory while Redis is away. */
export function limitRequests(redis: Redis): Limit {
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
  return async (request, response) => {
    const path = request.baseUrl + request.path
    const { limiter, points } = guessable.test(path) ? guesses : challenge.test(path) ? challenges : all
    const counted = await limiter.consume(addressOf(request)).catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return refusal
      throw refusal
    })
    const seconds = Math.ceil(counted.msBeforeNext / 1000)
    if (counted.consumedPoints > points) {
      const wait = Math.max(1, seconds)
      response.set('retry-after', String(wait))
      throw new AppError('too_many', `Too many requests from your address. Wait ${wait} s, then try again.`)
    }
    response.set('ratelimit', `limit=${points}, remaining=${counted.remainingPoints}, reset=${seconds}`)
  }
}
