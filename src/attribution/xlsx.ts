/** Writes workbooks by ECMA-376 with one table, row by row. Texts are inline strings, which no spreadsheet runs as a formula. */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { type CallCell, LocalTime } from './call-rows.ts';

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** The rows that a workbook holds, with that of the headings. */
export const MAX_TABLE_ROWS = 1_048_576;
const MAX_CELL_CHARACTERS = 32_767;
/** Day 0 of spreadsheets. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Style 0 is plain, 1 is a heading, 2 is a time. */
const FILES: Record<string, string> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Calls" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`,
};

/** Yields the workbook's bytes. Reads the next rows once the reader has taken the last bytes. */
export async function* xlsx(
  headings: readonly string[],
  pages: AsyncIterable<readonly CallCell[][]>,
): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, bytes) => {
    failed ??= error;
    made.push(bytes);
  });
  const begin = (path: string): ZipDeflate => {
    const file = new ZipDeflate(path);
    zip.add(file);
    return file;
  };
  const taken = (): Uint8Array => {
    if (failed) throw failed;
    return Buffer.concat(made.splice(0));
  };
  for (const [path, text] of Object.entries(FILES)) begin(path).push(strToU8(HEAD + text), true);
  const table = begin('xl/worksheets/sheet1.xml');
  const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const views = `<sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews>`;
  const columns = `<cols><col min="1" max="${headings.length}" width="20" customWidth="1"/></cols>`;
  table.push(strToU8(`${HEAD}<worksheet xmlns="${MAIN}">${views}${columns}<sheetData>${row(headings, 1)}`));
  for await (const rows of pages) {
    table.push(strToU8(rows.map((cells) => row(cells)).join('')));
    yield taken();
  }
  table.push(strToU8('</sheetData></worksheet>'), true);
  zip.end();
  yield taken();
}

function row(cells: readonly CallCell[], style = 0): string {
  return `<row>${cells.map((cell) => cellXml(cell, style)).join('')}</row>`;
}

function cellXml(cell: CallCell, style: number): string {
  if (cell === null || cell === '') return '<c/>';
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (cell instanceof LocalTime) return `<c s="2"><v>${serialOf(cell)}</v></c>`;
  const text = escaped(cell.slice(0, MAX_CELL_CHARACTERS));
  return `<c t="inlineStr"${style ? ` s="${style}"` : ''}><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** Returns the days since day 0 of spreadsheets. */
function serialOf({ text }: LocalTime): number {
  return (Date.parse(`${text.replace(' ', 'T')}:00Z`) - EPOCH_MS) / DAY_MS;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Returns the text as XML, without the characters that XML cannot hold. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
