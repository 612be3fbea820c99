import type { Ask } from '../cli/connection.ts';
import type { Consumer, Setting } from '../client/operations.ts';
import { type Finding, orOk, reportOf } from './finding.ts';
import { isSet } from './system.ts';

/** A test of these would disturb people. */
const FOR_PEOPLE: readonly Consumer['kind'][] = ['slack', 'teams', 'email', 'report_mail'];
const BY_MAIL: readonly Consumer['kind'][] = ['email', 'report_mail'];
const { ok, warning, fault } = reportOf('consumers');

/** Returns the findings on the consumers. Each that is no person gets a test delivery, which it does not count. */
export async function consumerFindings(
  ask: Ask,
  consumers: readonly Consumer[],
  settings: readonly Setting[],
): Promise<Finding[]> {
  const findings = await Promise.all(consumers.map((consumer) => findingOf(ask, consumer, settings)));
  return orOk([...findings.flat(), ...alertFindings(consumers)], ok(`${consumers.length} consumers answer.`));
}

async function findingOf(ask: Ask, consumer: Consumer, settings: readonly Setting[]): Promise<Finding[]> {
  const { id, name, kind, state, disabled } = consumer;
  const about = `${name} (${id})`;
  if (state === 'disabled')
    return [
      fault(
        'consumer_disabled',
        `${about} gets nothing: ${disabled?.reason} Correct it, and enable it again.`,
      ),
    ];
  if (state === 'unconnected')
    return [fault('consumer_unconnected', `${about} has no account yet. Connect it in the console.`)];
  if (state === 'paused')
    return [warning('consumer_paused', `${about} is paused, and its deliveries wait. End the pause.`)];
  if (BY_MAIL.includes(kind) && !isSet(settings, 'SMTP_URL'))
    return [
      fault('no_mail_server', `${about} reaches nobody, because SMTP_URL is not set. Set it and MAIL_FROM.`),
    ];
  if (FOR_PEOPLE.includes(kind)) return [];
  const { ok: isOk, status, reason } = await ask('POST /v1/consumers/{id}/test', { params: { id } });
  if (isOk) return [];
  const why = reason?.detail ?? `it answered ${status}.`;
  return [fault('consumer_refuses', `${about} refuses a test: ${why} Correct its credentials and settings.`)];
}

/** Somebody must be notified when an installation needs a person. */
function alertFindings(consumers: readonly Consumer[]): Finding[] {
  const abouts = consumers.map(({ settings }) => ('about' in settings ? settings.about : null));
  const states = ['pool_low', 'consumer_failing', 'silence', 'numbers_elsewhere'];
  if (abouts.some((about) => about !== null && states.includes(about))) return [];
  return [
    warning(
      'no_alert',
      'Nobody is notified of a pool that runs low or a consumer that fails. Add an alert: docs/alerts.md.',
    ),
  ];
}
