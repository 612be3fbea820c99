/** The doubles of the carriers that sell numbers. The secret of each account is `s3cret`. */
import type { ListingCarrier } from '../../../src/voice/carriers/accounts.ts';
import { plivoShop } from './plivo.ts';
import type { ShopApi } from './server.ts';
import { telnyxShop } from './telnyx.ts';
import { twilioLikeShop } from './twilio.ts';

const BASIC = `Basic ${Buffer.from('ACC1:s3cret').toString('base64')}`;

export const SHOPS: Readonly<Record<ListingCarrier, ShopApi>> = {
  twilio: twilioLikeShop('/2010-04-01', BASIC),
  signalwire: twilioLikeShop('/api/laml/2010-04-01', BASIC),
  telnyx: telnyxShop(),
  plivo: plivoShop(BASIC),
};
