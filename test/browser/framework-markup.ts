/** The page that every framework shows: its own number as a text and as a link, another business's number, and a price. */
export const OWN = '(202) 555-0123';
export const PHONE = { 'data-shows': '(202) 555-0187' };
export const LINK = { href: 'tel:+12025550123', 'data-leads': 'tel:+12025550187' };
export const OTHER = { 'data-shows': 'Fax (202) 555-0124, from $2,025,550,123' };
export const OTHER_TEXT = OTHER['data-shows'];

const attributes = (values: object) =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');
/** The page as HTML. */
export const MARKUP = `<p ${attributes(PHONE)}>${OWN}</p><a ${attributes(LINK)}>Call</a><p ${attributes(OTHER)}>${OTHER_TEXT}</p>`;
