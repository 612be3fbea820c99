import type { InstallationCheck, NumberOnPage } from '../../../../tools/client/operations.ts';

type Finding = InstallationCheck['findings'][number];

export type InstallationText = {
  title: string;
  url: string;
  urlHelp: string;
  html: string;
  htmlHelp: string;
  submit: string;
  again: string;
  paste: string;
  open: string;
  fine: string;
  wrong: string;
  unread: string;
  originAdded: string;
  addOrigin: (origin: string) => string;
  levels: Record<Finding['level'], string>;
  changes: (count: string, endpoint: string) => string;
  more: (count: string) => string;
  unchanged: (count: string) => string;
  becomes: (number: string) => string;
  because: Record<NonNullable<NumberOnPage['because']>, string>;
  /** The sentences of the findings, with their facts in braces. The gateway has those in English. */
  findings: Partial<Record<Finding['code'], string>>;
};

export const en: InstallationText = {
  title: 'Check a page',
  url: 'Address of a page',
  urlHelp: 'The gateway opens the page, and says which tag is there and which numbers change.',
  html: 'HTML of the page',
  htmlHelp:
    'For a page that the gateway cannot open. In the browser, open the page, press Ctrl+U, and copy everything.',
  submit: 'Check the page',
  again: 'Check again',
  paste: 'Paste the HTML instead',
  open: 'Open the address instead',
  fine: 'This page is ready.',
  wrong: 'This page gives its visitors no number of their own yet.',
  unread:
    'The gateway could not read this page. Open it yourself: if the tag works, a visitor appears below.',
  originAdded: 'Added. Check again.',
  addOrigin: (origin) => `Add ${origin}`,
  levels: { error: 'To mend', warning: 'Look at this', note: 'Note' },
  changes: (count, endpoint) =>
    count === '1' ? `${endpoint}: 1 place changes` : `${endpoint}: ${count} places change`,
  more: (count) => `And ${count} more.`,
  unchanged: (count) => (count === '1' ? '1 place stays as it is' : `${count} places stay as they are`),
  becomes: (number) => `A visitor sees, for example, ${number}`,
  because: {
    off: 'Stays: it is inside an element with data-ringtrail="off".',
    script: 'Stays: it is in a script or style. The tag changes the number where the script writes it.',
    json_ld: 'Stays: it is in JSON-LD. The setting jsonLd of the site turns it on.',
    field: 'Stays: it is in a form field.',
    editable: 'Stays: the element can be edited.',
    title: 'Stays: it is in the head of the page.',
    noscript: 'Stays: only browsers without scripts see it.',
    image: 'Stays: it belongs to a picture. Write the number as text to have it replaced.',
    messaging:
      'Stays: it is a link, but no telephone link. For SMS and WhatsApp, the setting messagingLinks turns it on.',
    attribute: 'Stays: it is in an attribute. The setting attributes of the site turns some of them on.',
  },
  findings: {
    tag_of_unknown_endpoint:
      'The tag names the destination {endpoint}, which the site does not have, so it does not load. Copy the code again.',
    endpoint_without_tag:
      'The page shows the number of {endpoint}, {number}, but has no tag of it. Add the code of this destination too.',
  },
};
