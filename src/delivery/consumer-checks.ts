/** The checks of a consumer that its schema cannot make. All of them throw `Problem`. */
import { CONSUMER_KINDS, type Consumer } from '../domain/consumer.ts';
import type { Holder } from '../domain/holder.ts';
import { Problem, parseBy } from '../domain/problem.ts';
import { urlProblem } from '../infra/outgoing.ts';
import type { Directory } from '../registry/port.ts';

/** Checks that the sites of the rule belong to the consumer's provider. */
export function checkRule({ provider, rule }: Consumer, directory: Pick<Directory, 'get'>): void {
  for (const [i, site] of (rule.sites ?? []).entries()) {
    if (directory.get('sites', site)?.provider !== provider)
      throw unknownReference(`/rule/sites/${i}`, `${site} is not a site of ${provider}`);
  }
}

/** Checks that the credentials are those of the way to Google Ads that the settings name. */
export function checkCredentials(consumer: Consumer): void {
  if (consumer.kind !== 'google_ads' || consumer.settings.api === 'data_manager') return;
  if (consumer.credentials.developerToken === null)
    throw unfit('/credentials/developerToken', '`click_uploads` needs a developer token of Google Ads.');
}

/** Checks that an alert can reach people, and that nobody sends more of callers than they may see. */
export function checkAlert(
  { kind, settings, credentials }: Consumer,
  { scopes }: Pick<Holder, 'scopes'>,
  { allowPrivate, canMail }: { allowPrivate: boolean; canMail: boolean },
): void {
  if (!('withCaller' in settings && 'about' in settings)) return;
  if (settings.withCaller && !scopes.has('callers:read'))
    throw unfit('/settings/withCaller', 'You may not see callers, so you cannot have them sent.');
  if (kind === 'email' && !canMail) throw unfit('/kind', NO_MAIL_SERVER);
  const problem = 'url' in credentials && !allowPrivate ? urlProblem(credentials.url) : null;
  if (problem) throw unfit('/credentials/url', problem);
}

/** Checks that a report by mail can be sent, and that nobody sends a report that they may not read. */
export function checkReportMail(
  consumer: Consumer,
  { scopes }: Pick<Holder, 'scopes'>,
  { canMail }: { canMail: boolean },
): void {
  if (consumer.kind !== 'report_mail') return;
  const { to, every, day } = consumer.settings;
  if (!scopes.has('reports:read'))
    throw unfit('/kind', 'You may not read reports, so you cannot have them sent.');
  if (!canMail) throw unfit('/kind', NO_MAIL_SERVER);
  if (to.length === 0) throw unfit('/settings/to', 'A report needs somebody who gets it.');
  if (every === 'week' && day > 7) throw unfit('/settings/day', 'A week has the days 1 to 7.');
}

const NO_MAIL_SERVER = 'The gateway has no mail server. Set SMTP_URL and MAIL_FROM.';

/** Checks the addresses, and that a value has a currency. */
export function checkSettings({ settings }: Consumer, allowPrivate: boolean): void {
  for (const member of ['url', 'tokenUrl'] as const) {
    const url = (settings as Record<string, unknown>)[member];
    const problem = typeof url === 'string' && !allowPrivate ? urlProblem(url) : null;
    if (problem) throw unfit(`/settings/${member}`, problem);
  }
  if ('value' in settings && settings.value !== null && settings.currency === null)
    throw unfit('/settings/currency', 'A value needs its currency.');
}

/** Returns the consumer's settings or credentials with the change, parsed by the schema of its kind. */
export function mergeMembers(
  former: Consumer,
  part: 'settings' | 'credentials',
  change: object | undefined,
): unknown {
  if (!change) return former[part];
  return parseBy(CONSUMER_KINDS[former.kind].shape[part], { ...former[part], ...change }, `/${part}`);
}

export function unknownReference(pointer: string, detail: string): Problem {
  return new Problem('unknown_reference', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}

export function unfit(pointer: string, detail: string): Problem {
  return new Problem('invalid_request', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}
