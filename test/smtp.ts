import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface TestMailServer {
  port: number
  /** Whole mails as they came in, oldest first. */
  mails: { to: string[]; source: string }[]
  /** Refuses every recipient from now on with this answer, or none any more. */
  refuse: (answer: { code: number; message: string } | null) => void
  close: () => Promise<void>
}

/** A real SMTP server on loopback that wants this user and password, or nobody's. */
export async function startTestMailServer(login?: { user: string; password: string }): Promise<TestMailServer> {
  const mails: TestMailServer['mails'] = []
  let refusal: { code: number; message: string } | null = null
  const server = new SMTPServer({
    authOptional: login === undefined,
    allowInsecureAuth: true,
    disabledCommands: login === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) => {
      if (username === login?.user && password === login?.password) done(null, { user: username })
      else done(new Error('Wrong user or password'))
    },
    onRcptTo: (_address, _session, done) => {
      if (refusal === null) done()
      else done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }))
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(pieces).toString('utf8'),
        })
        done(null, 'taken')
      })
    },
  })
  server.on('error', () => undefined)
  const listener = server.listen(0, '127.0.0.1')
  await new Promise<void>((resolve) => listener.once('listening', () => resolve()))
  const address: AddressInfo | string | null = listener.address()
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    mails,
    refuse: (answer) => {
      refusal = answer
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The text of a mail with quoted-printable undone: soft line breaks and =3D. */
export function textOf(source: string): string {
  return source
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
