import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Ends a test or a hook that hangs. A busy machine never comes near: no test waits for these to pass. */
const HANG_MS = 300_000;
/** The same for `expect.poll`, as in test/support/eventually.ts. A short pause would keep the machine busy with questions. */
const POLL_MS = 240_000;

/**
 * Tests of the whole that start no program of ours and leave nothing behind in their process. They share one, since the
 * import of the same modules was most of their work.
 */
const SHARING = [
  'test/access/{audited-sign-ins,mails,oidc,oidc-provider,passkey-routes,people,required-factor}.test.ts',
  'test/access/{second-factor,second-factor-routes,sessions,sign-in,tickets}.test.ts',
  'test/attack/hits.test.ts',
  'test/attribution/{calibration-error,ends,learning,reattribution}.test.ts',
  'test/delivery/{at-the-edges,connected-accounts,ga4,google-ads,google-data-manager}.test.ts',
  'test/delivery/{judgements,meta-and-microsoft,state-alerts,taken-back}.test.ts',
  'test/engine/{claims,late-calls,property,rebuild,returning}.test.ts',
  'test/feed/{funnel,value-report}.test.ts',
  'test/infra/{queues,redis-away,schedule}.test.ts',
  'test/privacy/{eraser,retention}.test.ts',
  'test/voice/{docs,documents,reconciliation,recordings,signatures}.test.ts',
  'test/{architecture,console-styles,dependencies,failures-page,http-app,idempotency}.test.ts',
  'test/{patents-chart,people-page,program,visit-sources}.test.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['test/support/check-logs.ts'],
    exclude: ['**/node_modules/**', 'dist', 'data'],
    pool: 'forks',
    // Most tests of the whole wait for processes. More than one a core keeps the cores busy.
    maxWorkers: Math.min(8, 2 * availableParallelism()),
    testTimeout: HANG_MS,
    hookTimeout: HANG_MS,
    expect: { poll: { timeout: POLL_MS, interval: 100 } },
    unstubEnvs: true,
    restoreMocks: true,
    projects: [
      // A unit test lies beside its source and starts no server: test/unit-tests.test.ts sees to it.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,config,console,scripts,workers,tools,bench}/**/*.test.ts'],
          // These tests are pure. Half of their time went into importing the same modules for each file.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...SHARING],
        },
      },
    ],
  },
});
