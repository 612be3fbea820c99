/** The part of attribution that other features may use. */
export { BYTE_ORDER_MARK, csvLine } from './export-text.ts';
export type { ReportQuery } from './report.ts';
