import { describe, expect, it } from 'vitest';
import { preflight } from './cors.ts';

describe('a preflight', () => {
  it('allows the headers that the page adds, and credentials', () => {
    const requested = 'content-type,x-csrf-token,traceparent';
    const { status, headers } = preflight({
      origin: 'https://shop.example',
      'access-control-request-headers': requested,
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'Access-Control-Allow-Origin': 'https://shop.example',
      'Access-Control-Allow-Headers': requested,
      'Access-Control-Allow-Credentials': 'true',
    });
  });

  it('allows the content type when it asks for no header', () => {
    const { headers } = preflight({ origin: 'https://shop.example' });
    expect(headers).toMatchObject({ 'Access-Control-Allow-Headers': 'Content-Type' });
  });
});
