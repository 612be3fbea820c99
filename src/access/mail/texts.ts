import type { Person } from '../../domain/model.ts';
import type { MailJob } from '../jobs.ts';
import type { Mail } from './mailer.ts';

type Texts = { subject: string; why: string; button: string; otherwise: string };

const TEXTS: Readonly<Record<MailJob['purpose'], Texts>> = {
  invitation: {
    subject: 'Your invitation to Ringtrail',
    why: 'You are invited to Ringtrail, where calls are traced back to the visits that led to them. Choose a password to begin.',
    button: 'Accept the invitation',
    otherwise: 'If you do not know why you got this mail, you can ignore it.',
  },
  reset: {
    subject: 'A new password for Ringtrail',
    why: 'Somebody requested a new password for your account. If it was you, choose one now. All your sessions end then.',
    button: 'Choose a new password',
    otherwise: 'If it was not you, ignore this mail. Your password stays as it is.',
  },
};

/** Returns the mail that brings a person a one-time link. */
export function mailWithLink(
  { email, name }: Person,
  { purpose, publicUrl, expiresAt }: Pick<MailJob, 'purpose' | 'publicUrl' | 'expiresAt'>,
  link: string,
): Mail {
  const { subject, why, button, otherwise } = TEXTS[purpose];
  const host = new URL(publicUrl).host;
  const ends = `The link works once, until ${inWords(expiresAt)}. Give it to nobody.`;
  const paragraphs = [`Hello ${name},`, why];
  return {
    to: email,
    subject: `${subject} (${host})`,
    text: `${[...paragraphs, `${button}:\n${link}`, ends, otherwise].join('\n\n')}\n`,
    html: page(subject, [
      ...paragraphs.map(escaped),
      `<a href="${escaped(link)}" style="${BUTTON}">${button}</a>`,
      ends,
      otherwise,
      `If the button does not work, open this address:<br><a href="${escaped(link)}">${escaped(link)}</a>`,
    ]),
  };
}

const BUTTON =
  'display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600';
const BODY = 'margin:0;padding:24px;font:16px/1.5 -apple-system,Segoe UI,Roboto,sans-serif;color:#1f2937';

function page(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((one) => `<p style="max-width:34em">${one}</p>`).join('\n');
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>\n<body style="${BODY}">\n${body}\n</body></html>\n`;
}

/** Returns the time as in "Sunday, 1 March 2026 at 13:00 UTC". */
function inWords(time: string): string {
  const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
  return `${date.format(new Date(time))} UTC`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
