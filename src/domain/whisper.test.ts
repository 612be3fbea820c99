import { describe, expect, it } from 'vitest';
import { unknownPlaceholders, whisperOf } from './whisper.ts';

const template = 'Call from your web site, {source} {campaign}';

describe('a whisper', () => {
  it('contains the known facts and leaves out the unknown ones', () => {
    expect(whisperOf(template, { source: 'google', campaign: 'spring_sale' })).toBe(
      'Call from your web site, google spring sale',
    );
    expect(whisperOf(template, { source: 'google' })).toBe('Call from your web site, google');
    expect(whisperOf(template, {})).toBe('Call from your web site');
    expect(whisperOf('{source}, {medium}, {site}.', { site: 'Shop' })).toBe('Shop.');
  });

  it('is short and free of control characters, whatever a page reported', () => {
    const nasty = whisperOf('{source}', { source: `<Say>\u0000\u202e${'x'.repeat(5000)}` });
    expect(nasty).toMatch(/^Say x*$/);
    expect(nasty.length).toBeLessThanOrEqual(60);
    expect(whisperOf('y'.repeat(300), {})).toHaveLength(160);
  });

  it('holds whole characters only, because half a surrogate pair breaks the URL', () => {
    const halved = [`${'x'.repeat(59)}📞`, '\ud83d', `\udcde${'📞'.repeat(90)}`];
    for (const source of halved) {
      const spoken = whisperOf('Call, {source} {source} {source}', { source });
      expect(() => encodeURIComponent(spoken), JSON.stringify(source)).not.toThrow();
      expect(spoken.length).toBeLessThanOrEqual(160);
    }
    expect(whisperOf('{source}', { source: 'ñ 📞' })).toBe('ñ 📞');
  });

  it('names unknown placeholders', () => {
    expect(unknownPlaceholders('{source} {constructor} {x}')).toEqual(['constructor', 'x']);
  });
});
