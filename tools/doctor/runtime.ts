import { isOlder } from '../../src/infra/version-order.ts';
import { reportOf } from './finding.ts';

const MIN_NODE = '20.19';
/** Earlier versions may lose committed writes when a checkpoint meets a writer (https://sqlite.org/wal.html#walresetbug). */
const MIN_SQLITE = '3.51.3';

/** Returns the finding on the versions of Node and SQLite. */
export function runtimeFinding(node: string, sqlite: string) {
  const { ok, fault } = reportOf('versions');
  if (isOlder(node, MIN_NODE))
    return fault('node_old', `Node ${node} is too old. Install Node 20.19 or newer.`);
  return isOlder(sqlite, MIN_SQLITE)
    ? fault('sqlite_old', `SQLite ${sqlite} may lose writes. Install the packages again: npm ci.`)
    : ok(`Node ${node}, SQLite ${sqlite}`);
}
