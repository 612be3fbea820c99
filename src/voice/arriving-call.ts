import type { Resolution } from '../domain/call.ts';
import type { Dialable, Directory, LateRecords } from '../registry/port.ts';
import type { CallbackUrls, CarrierAdapter, IncomingCall } from './carriers/carrier.ts';
import { fixedResolution } from './resolution.ts';

/** The webhook that a call document answers. */
export type VoiceRequest = {
  /** The URLs for the document. */
  urls: CallbackUrls;
  /** When the webhook arrived. */
  receivedAt: Date;
  /** The id of the HTTP request, for events and log lines. */
  requestId?: string;
};

/** A call that waits for its first document, with everything that the directory in memory says about its number. */
export type ArrivingCall = {
  adapter: CarrierAdapter;
  call: IncomingCall;
  request: VoiceRequest;
  /** Missing: the number is not ours. */
  target: Dialable | undefined;
  /** null: the number is a pool's, so its link decides. */
  resolution: Resolution | null;
};

/**
 * Looks up the number that was called in the directory. For a number that is not in the directory it asks Redis and the
 * store, because another gateway may just have saved it.
 */
export async function lookUpCall(
  adapter: CarrierAdapter,
  call: IncomingCall,
  request: VoiceRequest,
  { directory, lateRecords }: { directory: Directory; lateRecords: Pick<LateRecords, 'findNumber'> },
): Promise<ArrivingCall> {
  if (!directory.dialable(adapter.name, call.to)) await lateRecords.findNumber(adapter.name, call.to);
  const target = directory.dialable(adapter.name, call.to);
  return { adapter, call, request, target, resolution: fixedResolution(target, call.to, directory) };
}
