import type { Exchange, Outgoing, Send } from '../infra/outgoing.ts';

export type AlertMail = {
  /** The reader of a mail whose address is `mailto:` alone. */
  to?: string;
  subject: string;
  text: string;
  html: string;
  headers?: Record<string, string>;
  attachments?: { filename: string; content: string; contentType: string }[];
};
export type SendAlertMail = (mail: AlertMail & { to: string; messageId: string }) => Promise<void>;

const MAILTO = 'mailto:';
/** The status of a mail that the server took, by RFC 5321. */
const TAKEN = 250;
/** The answers of a server before it has the mail. Without one of them the mail may have arrived. */
const BEFORE_THE_MAIL = ['ECONNECTION', 'EDNS', 'ETLS', 'EAUTH', 'EENVELOPE', 'ECONNREFUSED'];

/**
 * Returns a function that sends requests whose address is `mailto:` as mails, and all others as they are. So a mail has the same attempts,
 * states and pauses as any other delivery.
 */
export function withMails(send: Send, sendMail: SendAlertMail | null): Send {
  return (outgoing) => (outgoing.url.startsWith(MAILTO) ? mailed(outgoing, sendMail) : send(outgoing));
}

async function mailed({ url, headers, body }: Outgoing, sendMail: SendAlertMail | null): Promise<Exchange> {
  const startedAt = performance.now();
  const ms = () => Math.round(performance.now() - startedAt);
  if (!sendMail) return { type: 'unsent', detail: 'There is no mail server: SMTP_URL is not set.', ms: 0 };
  const mail = JSON.parse(body ?? '{}') as AlertMail;
  const to = mail.to ?? decodeURIComponent(url.slice(MAILTO.length));
  try {
    await sendMail({ ...mail, to, messageId: headers['message-id'] ?? '' });
    return { type: 'answered', status: TAKEN, retryAfter: null, text: '', isCut: false, ms: ms() };
  } catch (error) {
    const { code = '', responseCode, message } = error as Error & { code?: string; responseCode?: number };
    if (responseCode !== undefined)
      return {
        type: 'answered',
        status: responseCode,
        retryAfter: null,
        text: message,
        isCut: false,
        ms: ms(),
      };
    const type = BEFORE_THE_MAIL.includes(code) ? 'unsent' : 'unanswered';
    return { type, detail: message, ms: ms() };
  }
}
