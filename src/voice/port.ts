/** The part of voice that other features may use. */
export { carrierPath } from './callback-urls.ts';
export { type CarrierAccount, CarrierUnavailable } from './carriers/account.ts';
export { accountsFor, type CarrierApis } from './carriers/accounts.ts';
export { type NumberShop, ShopError, type ShopFault, type VoiceUrls } from './carriers/shop.ts';
