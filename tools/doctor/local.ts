import { exampleSecrets } from '../../config/example-secrets.ts';
import type { Config } from '../../config/schema.ts';
import { sqliteVersion } from '../../src/infra/sqlite-file.ts';
import { type Finding, orOk, reportOf } from './finding.ts';
import { folderFindings, redisAtRest, storeAtRest } from './machine.ts';
import { runtimeFinding } from './runtime.ts';

/** Returns the findings on this machine, which hold whether a gateway runs or not. */
export async function machineFindings(config: Config): Promise<Finding[]> {
  const { ok, fault } = reportOf('configuration');
  const faults = exampleSecrets().map((name) =>
    fault(
      'default_secret',
      `${name} has the value of the documentation, which everybody knows. Set another one.`,
    ),
  );
  return [...orOk(faults, ok('The configuration can be read.')), ...(await folderFindings(config))];
}

/** Returns the findings on what a start needs, for a machine on which no gateway answers. */
export async function restFindings(config: Config): Promise<Finding[]> {
  const { fault } = reportOf('gateway');
  const [redis, store] = await Promise.all([redisAtRest(config), storeAtRest(config)]);
  return [
    fault('gateway_away', `No Ringtrail runs on ${config.dataDir}. Start it with \`ringtrail start\`.`),
    runtimeFinding(process.versions.node, sqliteVersion()),
    ...redis,
    ...store,
  ];
}

/** Returns a finding for each variable that is wrong. */
export function configurationFaults(message: string): Finding[] {
  const { fault } = reportOf('configuration');
  return message.split('\n').map((line) => fault('configuration', `${line}.`));
}
