import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { viteSchemas } from './build/compile-schema.js';

export default defineConfig(({ mode }) => ({
  plugins: [viteSchemas],
  test: {
    // Those in a browser need one: `npm run test:browser`.
    include: mode === 'browser' ? ['test/browser/*.browser.ts'] : ['test/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['test/support/global-key-ring.ts'],
    // Much of the time is waiting: for processes, for deadlines of the store.
    maxWorkers: availableParallelism() + 1,
    testTimeout: mode === 'long' ? 600_000 : 30_000,
    // Some start Azurite and the service in processes of their own, on a machine that runs other tests meanwhile.
    hookTimeout: 60_000,
    // Tests that draw cases at random draw many more of them.
    env: mode === 'long' ? { LONG: '1' } : {},
  },
}));
