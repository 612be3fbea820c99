import { describe, expect, it } from 'vitest';

const { checkNode }: { checkNode: (version?: string) => void } = await import(
  new URL('node-version.mjs', import.meta.url).href
);

describe('the check of Node', () => {
  it.each(['20.18.3', '18.20.0', '9.0.0'])('refuses %s in a sentence', (version) => {
    expect(() => checkNode(version)).toThrow(`Ringtrail needs Node 20.19.0 or newer, and this is ${version}`);
  });

  it.each(['20.19.0', '20.20.1', '22.0.0', '100.1.0'])('takes %s', (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });

  it('takes the one that runs this', () => {
    expect(() => checkNode()).not.toThrow();
  });
});
