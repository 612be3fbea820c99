/** The tags of a gateway in an app: loads them, and speaks to them as the page's own script would. */
export type { Consent, ShownNumber, Visit } from '../../../src/tags/meeting.ts';
export { consent, location, onNumber, onVisit } from './commands.ts';
export { loadTags, type TagsOptions } from './load.ts';
