/** Alerts for people: Slack and Teams by incoming webhooks, and e-mail. */
import { notAbout } from '../about.ts';
import { type Alert, type AlertKind, type AlertWords, alertWords, testWords } from '../alert-words.ts';
import type { DeliveryContext } from '../context.ts';
import type { Message, OutgoingDelivery, Platform } from './platform.ts';
import { readStatus } from './statuses.ts';

/** An alert about a call of yesterday helps nobody. */
const MAX_AGE_MS = 86_400_000;

/** Slack refuses a longer header. */
const MAX_HEADER_CHARS = 150;

const JSON_HEADERS = { 'content-type': 'application/json', 'user-agent': 'Ringtrail' };

export const slack = alertPlatform<'slack'>(({ credentials }) => credentials.url, slackMessage);
export const teams = alertPlatform<'teams'>(({ credentials }) => credentials.url, teamsMessage);
export const email = alertPlatform<'email'>(
  ({ settings }) => `mailto:${settings.to.map(encodeURIComponent).join(',')}`,
  mailMessage,
);

type Write = (words: AlertWords, id: string) => Message;

function alertPlatform<K extends AlertKind>(url: Platform<K>['url'], write: Write): Platform<K> {
  return {
    // None of them recognises a repetition. An alert that comes twice after a crash is better than none.
    deduplicatesForMs: Number.POSITIVE_INFINITY,
    // A call that gets another attribution is the same happening.
    countsCalls: true,
    url,
    quietMs: ({ settings }) => settings.quietMinutes * 60_000,
    judge: (context, consumer) => judge(context, consumer),
    // Each attempt takes the alerts that wait by then.
    message: ({ id, context, also, timeZone }: OutgoingDelivery, consumer) =>
      write(alertWords(context, also, consumer, timeZone), id),
    notice: ({ id, notice, also, timeZone }, consumer) =>
      write(alertWords(notice, also, consumer, timeZone), id),
    read: readStatus,
    trial: (consumer, _token, now) => write(testWords(consumer), `test_${consumer.id}_${now.getTime()}`),
  };
}

function judge(context: DeliveryContext, { settings }: Alert) {
  const reason = notAbout(context, settings.about);
  return reason ?? { deadline: new Date(context.call.at.getTime() + MAX_AGE_MS) };
}

/** Writes a message of Slack. These three signs are the only ones that it takes for markup within a text. */
function slackMessage({ title, facts, link, linkText }: AlertWords): Message {
  const plain = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const lines = facts.map(([name, value]) => `${name}: ${plain(value)}`);
  const blocks = [
    { type: 'header', text: { type: 'plain_text', text: title.slice(0, MAX_HEADER_CHARS) } },
    { type: 'section', text: { type: 'plain_text', text: facts.map((fact) => fact.join(': ')).join('\n') } },
    ...(link ? [{ type: 'section', text: { type: 'mrkdwn', text: `<${link}|${linkText}>` } }] : []),
  ];
  return {
    path: '',
    headers: JSON_HEADERS,
    body: JSON.stringify({ text: [plain(title), ...lines].join('\n'), blocks, unfurl_links: false }),
  };
}

/** Writes an adaptive card. Its rich text blocks take no markup. */
function teamsMessage({ title, facts, link, linkText }: AlertWords): Message {
  const text = (words: string, more: object = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: words, ...more }],
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [text(title, { weight: 'bolder', size: 'medium' }), ...facts.map((fact) => text(fact.join(': ')))],
    ...(link && { actions: [{ type: 'Action.OpenUrl', title: linkText, url: link }] }),
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return {
    path: '',
    headers: JSON_HEADERS,
    body: JSON.stringify({ type: 'message', attachments: [attachment] }),
  };
}

function mailMessage({ title, facts, link, linkText }: AlertWords, id: string): Message {
  const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const rows = facts.map(
    ([name, value]) =>
      `<tr><td style="padding-right:1em">${escaped(name)}</td><td>${escaped(value)}</td></tr>`,
  );
  const text = [...facts.map((fact) => fact.join(': ')), ...(link ? ['', `${linkText}: ${link}`] : [])];
  const anchor = link ? `<p><a href="${escaped(link)}">${linkText}</a></p>` : '';
  return {
    path: '',
    headers: { 'message-id': `<${id}@ringtrail>` },
    body: JSON.stringify({
      subject: title,
      text: `${text.join('\n')}\n`,
      html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>\n<body><h1 style="font-size:1.2em">${escaped(title)}</h1>\n<table>${rows.join('\n')}</table>\n${anchor}</body></html>\n`,
    }),
  };
}
