import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { viteSchemas } from './build/compile-schema.js';

/** They ask a server in their own process and change nothing else of it: a worker loads the app once for all of them. */
const inOneProcess = [
  'test/{token,authorize,sign-out,userinfo,revoke,introspect,jwks,metadata,error-page,health}/**/*.test.ts',
  'test/shared/{http,clients,records,html,errors}/**/*.test.ts',
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
              test: { name: 'answers', include: inOneProcess, isolate: false, sequence: { groupOrder: 0 } },
            },
            {
              extends: true,
              test: {
                name: 'all else',
                include: ['test/**/*.test.ts'],
                exclude: inOneProcess,
                sequence: { groupOrder: 1 },
              },
            },
          ],
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
