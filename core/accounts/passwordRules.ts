import { AppError } from '../errors.ts'

const leastOwn = 4

/** Without what people add to a common password: capitals, and digits or signs around it. */
function core(password: string): string {
  return password
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
}

/** The part that a text repeats from start to end, else the text itself. */
function repeated(text: string): string {
  return /^(.+?)\1+$/u.exec(text)?.[1] ?? text
}

let loaded: Promise<ReadonlySet<string>> | undefined

/** About 50,000 passwords that are tried first, from the package: nothing is asked outside. Loaded when first needed. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => {
    return new Set(dictionary['passwords-common'].map(String))
  })
  return loaded
}

function refuse(message: string): never {
  throw new AppError('invalid', message, { faults: [{ path: 'password', message }] })
}

/** Throws 400 for a password that many use, or that is made of its person's own name or e-mail address. */
export async function requireGoodPassword(password: string, person: { name: string; email: string }): Promise<void> {
  const whole = password.normalize('NFKC').toLowerCase()
  const plain = core(password)
  const letters = plain.replaceAll(/[^\p{L}\p{N}]/gu, '')
  const [mailbox = '', host = ''] = person.email.toLowerCase().split('@')
  const own = [...person.name.toLowerCase().split(/[^\p{L}\p{N}]+/u), ...mailbox.split(/[^\p{L}\p{N}]+/u)]
    .concat(mailbox, host, host.split('.')[0] ?? '')
    .filter((part) => part.length >= leastOwn)
  let rest = letters
  for (const part of own.sort((a, b) => b.length - a.length)) rest = rest.replaceAll(part.replaceAll(/\W/g, ''), '')
  if (whole === person.email || letters.length - rest.length > letters.length / 2) {
    refuse('The password is made of your own name or e-mail address. Take a few unrelated words instead.')
  }
  const common = await commonPasswords()
  if ([whole, plain, letters, repeated(whole), repeated(letters)].some((one) => one === '' || common.has(one))) {
    refuse('Many people use this password, so it is tried first. Take a few unrelated words instead.')
  }
}
