import { hash, verify } from '@node-rs/argon2'

// argon2id is the library's default; 19 MiB, 2 passes, 1 lane: the OWASP minimum, about 14 ms.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost)
}

/** False for a wrong password and for a hash that cannot be read. */
export async function passwordMatches(stored: string, password: string): Promise<boolean> {
  try {
    return await verify(stored, password.normalize('NFKC'))
  } catch {
    return false
  }
}
