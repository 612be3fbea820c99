import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type CallCell, LocalTime } from './call-rows.ts';
import { xlsx } from './xlsx.ts';

async function tableOf(...pages: CallCell[][][]): Promise<string> {
  const chunks: Uint8Array[] = [];
  const source = (async function* () {
    yield* pages;
  })();
  for await (const bytes of xlsx(['Time', 'Text'], source)) chunks.push(bytes);
  const files = unzipSync(Buffer.concat(chunks));
  expect(Object.keys(files)).toContain('[Content_Types].xml');
  return strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
}

describe('a workbook', () => {
  it('holds the rows of all pages under their headings', async () => {
    const table = await tableOf([['a', 1]], [['b', 2.5]], []);
    expect(table.match(/<row>/g)).toHaveLength(3);
    expect(table).toContain('<c t="inlineStr" s="1"><is><t xml:space="preserve">Text</t></is></c>');
    expect(table).toContain('<c><v>2.5</v></c>');
  });

  it('holds times as days of spreadsheets', async () => {
    expect(await tableOf([[new LocalTime('2026-03-02 12:00'), null]])).toContain(
      '<c s="2"><v>46083.5</v></c><c/>',
    );
  });

  it.each([
    ['=1+1', '=1+1'],
    ['<b>&"', '&lt;b&gt;&amp;&quot;'],
    ['a\u0000\u000b\ufffeb\ud800c', 'abc'],
    ['🙂 é', '🙂 é'],
  ])('holds %j as text', async (text, written) => {
    const table = await tableOf([[text]]);
    expect(table).toContain(`<t xml:space="preserve">${written}</t>`);
    expect(table).not.toContain('<f>');
  });
});
