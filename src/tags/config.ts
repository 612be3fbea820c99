import type { Criterion } from '../domain/bucket.ts';
import type { Dialling } from '../domain/dialling.ts';
import type { TagSettings } from '../domain/tag-settings.ts';

/** What a site asks for besides what the tags do anyway. */
type TagOptions = Partial<TagSettings>;

/** What the server writes into the analytics tag in the place of `'__RINGTRAIL_CONFIG__'`. */
export type AnalyticsConfig = {
  /** The gateway's public base URL, without a slash at its end. */
  api: string;
  site: string;
  /** The site's bucketing criteria. */
  bucketing: readonly Criterion[];
  /** The domains on which several hosts of the site share the visit. */
  domains?: readonly string[];
} & Pick<TagOptions, 'consent' | 'ga4'>;

/** What the server writes into the communication tag. */
export type CommunicationConfig = {
  api: string;
  site: string;
  /** The endpoint's id. */
  endpoint: string;
  domains?: readonly string[];
} & Dialling &
  Pick<TagOptions, 'when' | 'messagingLinks' | 'attributes' | 'jsonLd' | 'shadowRoots'>;

/** What the server writes into the script that is both tags. */
export type CombinedConfig = AnalyticsConfig & CommunicationConfig;
