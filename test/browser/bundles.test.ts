import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleTags, TAGS, type Tag } from '../support/tags.ts';

const BUDGET = 5 * 1024;

describe('the bundled tags', () => {
  let scripts: Record<Tag, string>;
  beforeAll(async () => {
    scripts = await bundleTags();
  });

  it('are at most 5 KB together, gzipped', () => {
    expect(gzipSync(scripts.combined, { level: 9 }).length).toBeLessThanOrEqual(BUDGET);
  });

  it.each(TAGS)('leave one place for the configuration in %s', (tag) => {
    expect(scripts[tag].match(/(["'`])__RINGTRAIL_CONFIG__\1/g)).toHaveLength(1);
    expect(scripts[tag].split('__RINGTRAIL_CONFIG__')).toHaveLength(2);
  });

  it.each(TAGS)('write and evaluate nothing that a content security policy forbids in %s', (tag) => {
    expect(scripts[tag]).not.toMatch(/\beval\b|new Function|document\.write|innerHTML|insertAdjacentHTML/);
  });
});
