import { describe, expect, it } from 'vitest';
import { blockableCaller } from './blocked-caller.ts';

describe('a caller for a list of blocks', () => {
  it.each([
    ['+12125550177', '+12125550177'],
    ['12125550177', '+12125550177'],
    ['sip:+12125550177@pbx.example.com;user=phone', '+12125550177'],
    ['sip:anna@PBX.example.com:5060;transport=tls', 'anna@pbx.example.com'],
    ['"Anna" <sips:anna@pbx.example.com>;tag=7', 'anna@pbx.example.com'],
    ['anna@pbx.example.com', 'anna@pbx.example.com'],
    ['sip:100@pbx.example.com', '100@pbx.example.com'],
    ['caller_abcdefghijklmnopqrstuvwx', 'caller_abcdefghijklmnopqrstuvwx'],
  ])('%s is %s', (text, caller) => {
    expect(blockableCaller(text)).toBe(caller);
  });

  it.each([
    ...['', 'anonymous', 'Restricted', 'NO CALLER ID', 'unavailable', '100'],
    ...['+266696687', '+17378742833', 'sip:anonymous@anonymous.invalid', 'sip:unknown@203.0.113.7'],
  ])('%s names nobody', (text) => {
    expect(blockableCaller(text)).toBeNull();
  });
});
