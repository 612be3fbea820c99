import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SOURCES = new URL('../console/src/', import.meta.url);
const TEXT_FILE = /(^|\/)(text|common|roles)(-..)?\.ts$|-text(-..)?\.ts$|evidence(-..)?\.ts$/;
/** The API's words for a business and a destination of calls, which docs/terms.md translates for people. */
const OF_API = /\bproviders?\b|\bendpoints?\b|\bEndpunkte?n?\b|\bAnbieters?n?\b|\bproveedor(es)?\b/i;

/** Returns the sentences of a file that have a word of the API. Names of members and placeholders are no text. */
function wrongTexts(source: string): string[] {
  const texts = source.match(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g) ?? [];
  return texts.filter((text) => OF_API.test(text.replaceAll(/\$?\{[^}]*\}/g, '')) && !isName(text));
}

function isName(text: string): boolean {
  return /^'[a-z_]+'$/.test(text);
}

describe('the texts of the console', () => {
  it('say business and destination, and no word of the API for them', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
      TEXT_FILE.test(file),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(
      files.flatMap((file) =>
        wrongTexts(readFileSync(new URL(file, SOURCES), 'utf8')).map((text) => `${file}: ${text}`),
      ),
    ).toEqual([]);
  });

  it.each(["'All providers'", "'Der Anbieter'", `\`\${n} endpoints\``, "'El proveedor de {site}'"])(
    'have a wrong word in %s',
    (text) => expect(wrongTexts(text)).toEqual([text]),
  );

  it.each(["'Telefonanbieter'", "'endpoint'", `\`Calls of \${provider}\``])(
    'have no wrong word in %s',
    (text) => expect(wrongTexts(text)).toEqual([]),
  );
});
