import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { viteSchemas } from './build/compile-schema.js';

/** Each of these looks at what a process loads, or sets up for all of it: it gets one of its own. */
const inProcessOfItsOwn = [
  'test/build/**/*.test.ts',
  'test/shared/telemetry/**/*.test.ts',
  'test/flows/{hot-path,table-faults-cold,managed-identity}.test.ts',
];

export default defineConfig(({ mode }) => ({
  plugins: [viteSchemas],
  test: {
    // Those in a browser need one: `npm run test:browser`.
    projects:
      mode === 'browser'
        ? [{ extends: true, test: { name: 'browser', include: ['test/browser/*.browser.ts'] } }]
        : [
            {
              extends: true,
              test: { name: 'own process', include: inProcessOfItsOwn, sequence: { groupOrder: 0 } },
            },
            {
              extends: true,
              test: {
                name: 'shared process',
                include: ['test/**/*.test.ts'],
                exclude: inProcessOfItsOwn,
                // A worker loads the app once for all the files that it runs.
                isolate: false,
                sequence: { groupOrder: 1 },
              },
            },
          ],
    environment: 'node',
    globalSetup: ['test/support/global-key-ring.ts'],
    // Much of the time is waiting: for processes, for deadlines of the store.
    maxWorkers: availableParallelism() + 1,
    // Nets against a test that hangs, on the busiest machine: none is expected to come near.
    testTimeout: mode === 'long' ? 1_200_000 : 300_000,
    hookTimeout: 300_000,
    // Tests that draw cases at random draw many more of them.
    env: mode === 'long' ? { LONG: '1' } : {},
  },
}));
