import type { Resolution } from '../domain/call.ts';
import type { Endpoint } from '../domain/model.ts';
import type { Dialable, Directory } from '../registry/port.ts';
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

/** Looks up the number that was called in the directory. Asks neither Redis nor the store. */
export function lookUpCall(
  adapter: CarrierAdapter,
  call: IncomingCall,
  request: VoiceRequest,
  directory: Directory,
): ArrivingCall {
  const target = directory.dialable(adapter.name, call.to);
  return { adapter, call, request, target, resolution: fixedResolution(target, call.to, directory) };
}

/** Returns the endpoint with this id, or the default endpoint of the number when there is no such endpoint. */
export function endpointFor(
  id: string | null | undefined,
  target: Dialable,
  directory: Directory,
): Endpoint | undefined {
  return (id ? directory.get('endpoints', id) : undefined) ?? directory.defaultEndpoint(target);
}
