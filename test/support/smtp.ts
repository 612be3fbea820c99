/** A mail server on loopback. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.ts';

export type ReceivedMail = { to: string; text: string; html: string; headers: string };

const USER = 'ringtrail';
export const SMTP_PASSWORD = 'password-of-the-mail-server';

export async function startSmtp() {
  const mails: ReceivedMail[] = [];
  let refusals = 0;
  let isHeld = false;
  const server = new SMTPServer({
    // Its certificate is its own, which nobody trusts.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      const isRight = username === USER && password === SMTP_PASSWORD;
      callback(isRight ? null : new Error('Wrong password'), { user: username });
    },
    onRcptTo(_address, _session, callback) {
      if (refusals === 0) return callback();
      refusals -= 1;
      callback(Object.assign(new Error('Try again later'), { responseCode: 451 }));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        mails.push({ to, ...partsOf(Buffer.concat(chunks).toString()) });
        if (!isHeld) callback();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${USER}:${SMTP_PASSWORD}@127.0.0.1:${port}`,
    mails,
    /** Returns the mail to the address, as soon as it is there, and forgets it. */
    async next(to: string): Promise<ReceivedMail> {
      const mail = await eventually(() => mails.find((one) => one.to === to));
      mails.splice(mails.indexOf(mail), 1);
      return mail;
    },
    /** Takes mails without an answer, until it is called with false. */
    hold(held: boolean): void {
      isHeld = held;
    },
    /** Refuses the next mails for now. */
    refuse(count: number): void {
      refusals = count;
    },
    get refusals(): number {
      return refusals;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function partsOf(message: string): Omit<ReceivedMail, 'to'> {
  const [headers = ''] = message.split('\r\n\r\n', 1);
  const boundary = /boundary="(.+?)"/.exec(message)?.[1] ?? '';
  const parts = message.split(`--${boundary}`);
  const bodyOf = (type: string) => {
    const part = parts.find((one) => one.includes(`Content-Type: ${type}`)) ?? '';
    const body = part.slice(part.indexOf('\r\n\r\n') + 4);
    return /quoted-printable/.test(part) ? fromQuotedPrintable(body) : body;
  };
  return { headers, text: bodyOf('text/plain'), html: bodyOf('text/html') };
}

function fromQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
