import type { Consumer, ConsumerKind } from '../../domain/consumer.ts';
import { email, slack, teams } from './alerts.ts';
import { ga4 } from './ga4.ts';
import { googleAds } from './google-ads.ts';
import { meta } from './meta.ts';
import { microsoftAds } from './microsoft-ads.ts';
import type { Platform } from './platform.ts';
import { reportMail } from './report-mail.ts';
import { webhook } from './webhook.ts';

const PLATFORMS: { [K in ConsumerKind]: Platform<K> } = {
  webhook,
  ga4,
  google_ads: googleAds,
  meta,
  microsoft_ads: microsoftAds,
  slack,
  teams,
  email,
  report_mail: reportMail,
};

/** Returns the rules of the consumer's kind. */
export function platformOf<K extends ConsumerKind>(consumer: Extract<Consumer, { kind: K }>): Platform<K> {
  return PLATFORMS[consumer.kind as K];
}
