/** Google Ads: the call becomes a conversion of the click that brought the visitor, by the way that the settings name. */
import type { ConsumerOf } from '../../domain/consumer.ts';
import { dataManager } from './data-manager.ts';
import { authorizationOf, grantOf, judgeClick } from './google-click.ts';
import { clickUploads } from './google-click-uploads.ts';
import type { Platform, Side } from './platform.ts';

const WAYS = { data_manager: dataManager, click_uploads: clickUploads } as const;

type GoogleAds = ConsumerOf<'google_ads'>;

function wayOf({ settings }: GoogleAds): Platform<'google_ads'> {
  return WAYS[settings.api];
}

/** Returns one side of a platform that asks the consumer's way each time. */
function sideOf(select: (way: Platform<'google_ads'>) => Side<'google_ads'> | undefined): Side<'google_ads'> {
  const found = (consumer: GoogleAds) => {
    const side = select(wayOf(consumer));
    if (!side) throw new Error(`Google Ads by ${consumer.settings.api} has no such message`);
    return side;
  };
  return {
    message: (delivery, consumer, token) => found(consumer).message(delivery, consumer, token),
    read: (answer, consumer) => found(consumer).read(answer, consumer),
  };
}

export const googleAds: Platform<'google_ads'> = {
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: true,
  url: (consumer) => wayOf(consumer).url(consumer),
  grant: grantOf,
  authorization: authorizationOf,
  judge: judgeClick,
  ...sideOf((way) => way),
  retract: sideOf(({ retract }) => retract),
  restate: {
    ...sideOf(({ restate }) => restate),
    valueIn: (sent, consumer) => wayOf(consumer).restate?.valueIn(sent, consumer) ?? null,
  },
  trial: (consumer, token, now) => wayOf(consumer).trial(consumer, token, now),
  readTrial(answer, consumer) {
    const way = wayOf(consumer);
    return (way.readTrial ?? way.read)(answer, consumer);
  },
};
