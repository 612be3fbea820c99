import { accounts, apiUrl, secrets } from './formats.ts';
import { docs } from './variable-docs.ts';

/** The variables of the carriers' accounts. */
export const carrierVariables = {
  TWILIO_AUTH_TOKEN: secrets(/^\S+$/).register(docs, {
    description:
      'The auth token of the Twilio account, which signs its webhooks. During a rotation, set the old and the new one, ' +
      'separated by a comma. When it is unset, no Twilio webhook is accepted.',
    default: 'none',
    example: '0123456789abcdef0123456789abcdef',
    expected: 'one or more tokens separated by commas, none of them empty',
    secret: true,
  }),
  SIGNALWIRE_SIGNING_KEY: secrets(/^\S+$/).register(docs, {
    description:
      'The signing key of the SignalWire project. Several keys, for several projects or during a rotation, are ' +
      'separated by commas. When it is unset, no SignalWire webhook is accepted.',
    default: 'none',
    example: 'PSK0123456789abcdef',
    expected: 'one or more signing keys separated by commas, none of them empty',
    secret: true,
  }),
  TELNYX_PUBLIC_KEY: secrets(/^[A-Za-z0-9+/]{43}=$/).register(docs, {
    description:
      'The public key of the Telnyx account, as its portal shows it. Several are separated by commas. The TeXML ' +
      'application must use POST, because Telnyx does not sign the URL. When it is unset, no Telnyx webhook is accepted.',
    default: 'none',
    example: '+7E99DXiiQXvceNX4nHm3Lbm5mqPWad5RhDr2ufuCik=',
    expected: 'one or more Ed25519 public keys in base64 (44 characters) separated by commas',
  }),
  PLIVO_AUTH_TOKEN: secrets(/^\S+$/).register(docs, {
    description:
      'The auth token of the Plivo account, or of its main account. Several are separated by commas. When it is unset, ' +
      'no Plivo webhook is accepted.',
    default: 'none',
    example: '0123456789abcdef0123456789abcdef01234567',
    expected: 'one or more tokens separated by commas, none of them empty',
    secret: true,
  }),
  VONAGE_SIGNATURE_SECRET: secrets(/^\S+$/).register(docs, {
    description:
      "The signature secret of the Vonage account. Signed webhooks must be on in the application's settings. Several " +
      'are separated by commas. When it is unset, no Vonage webhook is accepted.',
    default: 'none',
    example: '0123456789abcdef0123456789abcdef',
    expected: 'one or more signature secrets separated by commas, none of them empty',
    secret: true,
  }),
  BANDWIDTH_CREDENTIALS: secrets(/^[^:\s]+:\S+$/).register(docs, {
    description:
      "The user name and password of the Bandwidth application's webhooks (HTTP Basic). Several are separated by " +
      'commas. Ringtrail sets the first on the callbacks that it requests. Bandwidth signs nothing, so PUBLIC_URL must ' +
      'be https. When it is unset, no Bandwidth webhook is accepted.',
    default: 'none',
    example: 'ringtrail:a-long-random-password',
    expected: 'one or more user:password separated by commas',
    secret: true,
  }),
  TWILIO_ACCOUNTS: accounts().register(docs, {
    description:
      'The Twilio accounts whose call list and numbers Ringtrail compares with its own, each as account SID and auth ' +
      'token. Several are separated by commas. When it is unset, calls without webhooks stay missing.',
    default: 'none',
    example: 'AC0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  TWILIO_API_URL: apiUrl('https://api.twilio.com').register(docs, {
    description: "The address of Twilio's HTTP API.",
    default: 'https://api.twilio.com',
    example: 'https://api.dublin.ie1.twilio.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
  SIGNALWIRE_ACCOUNTS: accounts().register(docs, {
    description:
      'The SignalWire projects whose call list and numbers Ringtrail compares with its own, each as project id and API ' +
      'token. Several are separated by commas.',
    default: 'none',
    example: '01234567-89ab-cdef-0123-456789abcdef:PT0123456789abcdef',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  SIGNALWIRE_API_URL: apiUrl(null).register(docs, {
    description: 'The SignalWire space with its HTTP API. Required with SIGNALWIRE_ACCOUNTS.',
    default: 'none',
    example: 'https://example.signalwire.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
  TELNYX_ACCOUNTS: accounts().register(docs, {
    description:
      'The Telnyx accounts whose call list and numbers Ringtrail compares with its own, each as account SID (the id of the ' +
      'organization) and API key. Several are separated by commas.',
    default: 'none',
    example: '01234567-89ab-cdef-0123-456789abcdef:KEY0123456789ABCDEF',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  TELNYX_API_URL: apiUrl('https://api.telnyx.com').register(docs, {
    description: "The address of Telnyx' HTTP API.",
    default: 'https://api.telnyx.com',
    example: 'https://api.telnyx.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
  PLIVO_ACCOUNTS: accounts().register(docs, {
    description:
      'The Plivo accounts whose call list and numbers Ringtrail compares with its own, each as auth id and auth token. ' +
      'Several are separated by commas.',
    default: 'none',
    example: 'MA0123456789ABCDEF01:0123456789abcdef0123456789abcdef01234567',
    expected: 'one or more id:secret separated by commas',
    secret: true,
  }),
  PLIVO_API_URL: apiUrl('https://api.plivo.com').register(docs, {
    description: "The address of Plivo's HTTP API.",
    default: 'https://api.plivo.com',
    example: 'https://api.plivo.com',
    expected: 'an http:// or https:// URL without user name, path, query and fragment',
  }),
};
