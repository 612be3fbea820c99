import type { Drift, Setting, VirtualNumber } from '../client/operations.ts';
import { type Finding, listed, orOk, reportOf } from './finding.ts';
import { isSet } from './system.ts';

/** The variable that holds the secrets of a carrier's webhooks. */
const SECRETS: Readonly<Record<VirtualNumber['carrier'], string>> = {
  twilio: 'TWILIO_AUTH_TOKEN',
  signalwire: 'SIGNALWIRE_SIGNING_KEY',
  telnyx: 'TELNYX_PUBLIC_KEY',
  plivo: 'PLIVO_AUTH_TOKEN',
  vonage: 'VONAGE_SIGNATURE_SECRET',
  bandwidth: 'BANDWIDTH_CREDENTIALS',
};
/** The carriers whose accounts the gateway can read. */
const READABLE = ['twilio', 'signalwire', 'telnyx', 'plivo'];

/** Returns the findings on the carriers of the numbers: their secrets, accounts and webhook settings. */
export function carrierFindings(
  drift: Drift,
  numbers: readonly VirtualNumber[],
  settings: readonly Setting[],
): Finding[] {
  const { ok } = reportOf('carriers');
  const carriers = [
    ...new Set(numbers.filter(({ state }) => state !== 'retired').map(({ carrier }) => carrier)),
  ];
  const findings = [
    ...carriers.filter((carrier) => !isSet(settings, SECRETS[carrier])).map(unsigned),
    ...drift.accounts.flatMap(accountFinding),
    ...drift.unchecked
      .filter((carrier) => !drift.accounts.some((one) => one.carrier === carrier))
      .map(unread),
    ...drift.elsewhere.map(elsewhere),
    ...missing(drift),
    ...unknown(drift),
  ];
  return orOk(findings, ok('The settings of all carriers fit.'));
}

const { warning, fault } = reportOf('carriers');

function unsigned(carrier: VirtualNumber['carrier']): Finding {
  return fault(
    'carrier_secret_missing',
    `The gateway refuses all calls of ${carrier}, because ${SECRETS[carrier]} is not set. Set it.`,
  );
}

function accountFinding({ carrier, account, error }: Drift['accounts'][number]): Finding[] {
  if (error === null) return [];
  return [
    fault(
      'carrier_account',
      `The account ${account} of ${carrier} cannot be read: ${error} Correct ${carrier.toUpperCase()}_ACCOUNTS.`,
    ),
  ];
}

function unread(carrier: Drift['unchecked'][number]): Finding {
  const remedy = READABLE.includes(carrier)
    ? `Set ${carrier.toUpperCase()}_ACCOUNTS to have them checked.`
    : 'Compare them in its console: Ringtrail cannot read the accounts of this carrier.';
  return warning('carrier_unchecked', `The webhook settings of ${carrier} were not checked. ${remedy}`);
}

function elsewhere({ carrier, number, detail }: Drift['elsewhere'][number]): Finding {
  return fault(
    'number_elsewhere',
    `${number}: ${detail} Set its voice URL at ${carrier} to the one that docs/carriers.md names.`,
  );
}

function missing({ missing: numbers }: Drift): Finding[] {
  if (numbers.length === 0) return [];
  const names = listed(numbers.map(({ number }) => number));
  return [
    fault(
      'number_missing',
      `No account of the carrier has ${names}. Retire these numbers, or add their account.`,
    ),
  ];
}

function unknown({ unknown: numbers }: Drift): Finding[] {
  if (numbers.length === 0) return [];
  const names = listed(numbers.map(({ number }) => number));
  return [
    warning('number_unknown', `The carrier has ${names}, and no pool does. Add them, or give them up.`),
  ];
}
