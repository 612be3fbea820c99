import type { Setting, SystemState } from '../client/operations.ts';
import { diskFinding } from './disk.ts';
import { type Finding, listed, orOk, reportOf } from './finding.ts';
import { redisFindings } from './redis-findings.ts';
import { runtimeFinding } from './runtime.ts';

const MAX_SKEW_MS = 5000;

/** Returns the findings on a gateway that answers: its checks, versions, disk, Redis, workers and clock. */
export function systemFindings(state: SystemState, now: number): Finding[] {
  const { node, sqlite, freeBytes, redis } = state;
  return [
    ...gatewayFindings(state),
    runtimeFinding(node.replace(/^v/, ''), sqlite),
    diskFinding(freeBytes, reportOf('disk')),
    ...(redis === null ? [] : redisFindings(redis)),
    ...workerFindings(state),
    clockFinding(Date.parse(state.at), now),
  ];
}

function gatewayFindings({ version, checks }: SystemState): Finding[] {
  const { ok, fault } = reportOf('gateway');
  const failed = Object.entries(checks).filter(([, outcome]) => outcome !== 'ok');
  const faults = failed.map(([name, outcome]) =>
    fault('not_ready', `The check of ${name} failed: ${outcome}. The gateway's log has the reason.`),
  );
  return orOk(faults, ok(`Ringtrail ${version} is ready.`));
}

function workerFindings({ queues }: SystemState): Finding[] {
  const { ok, warning, fault } = reportOf('workers');
  if (queues === null) return [];
  const idle = queues.filter(({ workers }) => workers === 0).map(({ name }) => name);
  const dead = queues.filter(({ failed }) => failed > 0).map(({ name, failed }) => `${name} (${failed})`);
  return orOk(
    [
      ...(idle.length > 0
        ? [fault('no_worker', `Nobody takes the jobs of ${listed(idle)}. Start a process with ROLE=worker.`)]
        : []),
      ...(dead.length > 0
        ? [
            warning(
              'dead_jobs',
              `Jobs have failed for good: ${listed(dead)}. The log of the worker has the reasons.`,
            ),
          ]
        : []),
    ],
    ok('All queues have a worker.'),
  );
}

function clockFinding(at: number, now: number): Finding {
  const { ok, warning } = reportOf('clock');
  const skewMs = Math.abs(at - now);
  return skewMs > MAX_SKEW_MS
    ? warning(
        'clock_differs',
        `The clocks of Redis and of this machine differ by ${Math.round(skewMs / 1000)} seconds. Let NTP set both.`,
      )
    : ok('This machine and Redis have the same time.');
}

/** Returns the setting's value. null: it is a secret, or it is not set. */
export function settingOf(settings: readonly Setting[], name: string): string | null {
  const found = settings.find((setting) => setting.name === name);
  return found && found.source !== 'default' ? found.value : null;
}

/** Returns whether the gateway has a value of its own for the variable. */
export function isSet(settings: readonly Setting[], name: string): boolean {
  return settings.some((setting) => setting.name === name && setting.source !== 'default');
}
