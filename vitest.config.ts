import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,config,scripts,test,workers,tools}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist', 'data'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
    restoreMocks: true,
  },
});
