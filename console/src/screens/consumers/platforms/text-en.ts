import type { FieldName, PlatformKind } from './fields.ts';

const labels: Record<FieldName, string> = {
  measurementId: 'Measurement id',
  eventName: 'Name of the event',
  apiSecret: 'Measurement Protocol API secret',
  customerId: 'Customer id',
  loginCustomerId: 'Customer id of the manager account',
  conversionAction: 'Id of the conversion action',
  conversionName: 'Name of the conversion goal',
  accountId: 'Account id',
  dataset: 'Id of the dataset (pixel)',
  testEventCode: 'Code of Test Events',
  withCaller: 'Send the caller’s number too, hashed',
  developerToken: 'Developer token',
  clientId: 'Client id',
  clientSecret: 'Client secret',
  accessToken: 'Access token',
};

const help: Partial<Record<FieldName, string>> = {
  measurementId: 'It begins with G-.',
  loginCustomerId: 'Only where a manager account leads to the account.',
  conversionAction: 'The number after ctId in the address of the action’s page.',
  testEventCode: 'Only the test uses it.',
};

const steps: Record<PlatformKind, string[]> = {
  google_ads: [
    'In Google Ads, create a conversion action: Goals, Conversions, New conversion action, Import, from clicks. Its id is ctId in the address of its page. Google needs some hours before it accepts conversions for a new action.',
    'In the Google Cloud console, create a project or open one that you have, and enable the Data Manager API in it.',
    'In Google Auth Platform, configure the consent screen, add the scope https://www.googleapis.com/auth/datamanager, and publish the app. The access of an app in testing ends after seven days.',
    'Create an OAuth client of the type “Web application” with the redirect URI below. This gives the client id and the client secret.',
    'In Google Ads, accept the customer data terms if you send callers’ numbers.',
  ],
  ga4: [
    'In Google Analytics, open Admin, Data streams, and the stream of the site. It shows the measurement id.',
    'In the stream, open “Measurement Protocol API secrets” and create a secret.',
    'Set the measurement id in the site’s tags too: the call then joins the visitor’s own session.',
    'Mark the event as a key event in GA4 after its first call.',
  ],
  meta: [
    'In Meta’s Events Manager, open the dataset of the site. Its id stands below its name.',
    'In the dataset’s settings, under Conversions API, generate an access token. A system user’s token does not end.',
    'For a test, open Test Events, and copy its code.',
  ],
  microsoft_ads: [
    'In Microsoft Advertising, create a conversion goal: Conversions, Offline conversions. Its name is needed below. It works two hours after its creation.',
    'The address of an open campaign page has the customer id (cid) and the account id (aid).',
    'At developers.ads.microsoft.com, request a developer token.',
    'In Microsoft Entra, register an application with the redirect URI below, of the type “Web”. This gives the client id. Make a client secret for it.',
  ],
};

const leads: Record<PlatformKind, string> = {
  google_ads: 'Each call becomes a conversion of the click that brought the visitor.',
  ga4: 'Each call becomes an event in the visitor’s own session.',
  meta: 'Each call becomes an event of the Conversions API.',
  microsoft_ads: 'Each call becomes an offline conversion of the click that brought the visitor.',
};

export const en = {
  add: 'Add a platform',
  platform: 'Platform',
  leads,
  whereToFind: 'Where to find these',
  steps,
  redirectUri: 'Redirect URI',
  name: 'Name',
  provider: 'Business',
  labels,
  helpOf: (kind: PlatformKind, name: FieldName): string | undefined =>
    name === 'eventName'
      ? kind === 'ga4'
        ? 'Without one: phone_call.'
        : 'Without one: Contact.'
      : help[name],
  unchanged: 'Unchanged',
  whichCalls: 'Which calls it gets',
  answered: 'Only answered calls',
  qualified: 'Only calls that somebody marked as qualified, once they are',
  minTalkSeconds: 'Least talk in seconds',
  worth: 'What a call is worth',
  worthHelp: 'For calls without a value of their own. Leave it empty to send no value.',
  value: 'Value',
  currency: 'Currency',
  create: 'Create the consumer',
  createAndConnect: 'Create, and connect the account',
  change: 'Change',
  save: 'Save',
  account: 'Account',
  accountOf: (place: string) => `Counts calls at ${place}.`,
  worthOf: (value: string) => `A call without a value of its own counts as ${value}.`,
  unconnected: 'No account is connected yet. Calls wait until one is.',
  connect: 'Connect the account',
  connectAgain: 'Connect again',
  connecting: 'Connecting the account',
  notConnected: 'The account was not connected',
  refused: (reason: string) => `The platform answered: ${reason}.`,
  toConsumers: 'To the consumers',
};

/** The texts of platforms. Each language has all of them. */
export type PlatformText = typeof en;
