/** The groups of the OpenAPI document, in their order. */
export const TAGS = {
  Tags: 'Numbers for the visitors of a site. The two tags of a page send these requests, and so can a server without tags.',
  Carriers: 'The webhooks that carriers post when a number is called. Each is signed in its carrier’s way.',
  Calls: 'Calls with their attribution, tags, notes and outcome.',
  Attributions: 'The feed of attributions, its exports and reports, and corrections.',
  Consumers:
    'The receivers of attributions, such as webhooks and advertising platforms, with the deliveries to them.',
  'Setting up': 'Providers, pools, numbers, sites, endpoints, keys, people and share links.',
  'Signing in': 'The sessions of people, and the ways to begin one.',
  'Share links': 'What the bearer of a share link reads.',
  Privacy: 'Erasure and export of a caller’s or visitor’s data, and the audit log.',
  Operating: 'Health, metrics and checks of the installation.',
  Console: 'The page for people.',
  Demo: 'The demo page.',
  Test: 'Routes of tests.',
} as const;
export type Tag = keyof typeof TAGS;
