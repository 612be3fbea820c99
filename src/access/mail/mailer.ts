import { lazy } from '../../infra/lazy.ts';

export type MailServer = {
  /** With user and password where the server wants them. */
  url: string;
  /** The sender, as `Name <address>` or as the address alone. */
  from: string;
};

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  headers?: Record<string, string>;
  attachments?: { filename: string; content: string; contentType: string }[];
};
export type SendMail = (mail: Mail) => Promise<void>;

const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

/** Creates the function that sends mails by SMTP. It rejects when the server does not take a mail. */
export function createSendMail({ url, from }: MailServer): SendMail {
  // Most processes never send a mail.
  const transport = lazy(async () => {
    const { createTransport } = await import('nodemailer');
    return createTransport({ url, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true });
  });
  return async ({ headers: more, ...mail }) => {
    // Mail programs answer such a mail with no notice of absence.
    const headers = { 'Auto-Submitted': 'auto-generated', ...more };
    await (await transport()).sendMail({ from, headers, ...mail });
  };
}
