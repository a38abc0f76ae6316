import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { viteSchemas } from './build/compile-schema.js';
import { longestFirst } from './test/support/longest-first.js';
import { progressReporter } from './test/support/progress-reporter.js';

/** Each of these looks at what a process loads, or sets up for all of it: it gets one of its own. */
const inProcessOfItsOwn = [
  'test/build/**/*.test.ts',
  'test/shared/telemetry/**/*.test.ts',
  'test/flows/{hot-path,table-faults-cold,managed-identity}.test.ts',
  'test/bench/scale-flows.test.ts',
  'test/cli/bulk-growth.test.ts',
];

/** Those of them that do more in a long run, and those that only a long run has. */
const onlyLong = [
  'test/build/{start-up,command-costs}.test.ts',
  'test/bench/scale-flows.test.ts',
  'test/cli/bulk-growth.test.ts',
];
const longInProcessOfItsOwn = ['test/build/build.test.ts', ...onlyLong];

/** Those that draw cases at random, or play more of them in a long run. */
const drawing = [
  'test/flows/{grant-model,session-model}/*.test.ts',
  'test/flows/{clean-up,hostile-token,secrets}.test.ts',
  'test/{authorize,token,userinfo}/hostile-*.test.ts',
  'test/token/authorization-code-unreadable.test.ts',
  'test/shared/keys/{rotation,due-rotation}.test.ts',
  'test/shared/rotation/rotation-model.test.ts',
  'test/shared/guessing/failures.test.ts',
  'test/shared/remote/{fetch-document,special-addresses}.test.ts',
  'test/error-page/support.test.ts',
  'test/cli/selftest-defects.test.ts',
];

/** Every endpoint and room, without what needs Azurite, other processes, modes of files, or addresses that only Linux has. */
const fast = [
  'test/{authorize,device-authorization,error-page,health,home,introspect,jwks,metadata,revoke,shared,sign-out,support,token,userinfo}/**/*.test.ts',
  'test/docs/openapi*.test.ts',
];
const notFast = [
  'test/shared/{remote,telemetry}/**',
  'test/shared/{keys/keys,serving/service-provider,store/table}.test.ts',
  'test/shared/keys/rotation.test.ts',
];

/** Beside those with a process of their own. */
const longest = [
  /-model\/.*\.test\.ts$/,
  /flows\/(clean-up|secrets|sign-in-instances|sign-in-faults)\.test\.ts$/,
  /test\/local\//,
];

/** Minutes on two quiet cores. */
const minutes = { test: 4, fast: 2, long: 8, browser: 7 };

/**
 * @param {string} mode @param {number} testTimeout milliseconds
 * @returns {import('vitest/config').TestProjectConfiguration[]}
 */
function projectsOf(mode, testTimeout) {
  const isLong = mode === 'long';
  // Those in a browser need one: `npm run test:browser`.
  if (mode === 'browser') {
    return [{ extends: true, test: { name: 'browser', include: ['test/browser/*.browser.ts'], testTimeout } }];
  }
  // A worker loads the app once for all the files that it runs.
  const isolate = false;
  if (mode === 'fast') {
    return [{ extends: true, test: { name: 'fast', include: fast, exclude: notFast, testTimeout, isolate } }];
  }
  return [
    {
      extends: true,
      test: {
        name: 'own process',
        testTimeout,
        include: isLong ? longInProcessOfItsOwn : inProcessOfItsOwn,
        exclude: isLong ? [] : onlyLong,
      },
    },
    {
      extends: true,
      test: {
        name: 'shared process',
        testTimeout,
        include: isLong ? drawing : ['test/**/*.test.ts'],
        exclude: inProcessOfItsOwn,
        isolate,
      },
    },
  ];
}

export default defineConfig(({ mode }) => {
  const isLong = mode === 'long';
  // A net against a test that hangs, on the busiest machine: none is expected to come near. It is named in each project, since
  // a project reads the rest of this file anew, and without its mode.
  const testTimeout = isLong ? 1_800_000 : 600_000;
  return {
    plugins: [viteSchemas],
    test: {
      projects: projectsOf(mode, testTimeout),
      environment: 'node',
      // With --changed, a change of these runs every test: what they make is not in the graph of imports.
      forceRerunTriggers: [
        '**/{package,package-lock}.json',
        '**/vitest.config.js',
        '**/build/*.js',
        '**/*.schema.json',
      ],
      // A bundle, which Node loads as it is.
      server: { deps: { external: [/\/out\/run-command-line\.js$/] } },
      globalSetup: ['test/support/run-folder.ts', 'test/support/global-key-ring.ts'],
      setupFiles: [
        'test/support/patient-worker.ts',
        'test/support/remembered-scrypt.ts',
        'test/support/undescribed.ts',
      ],
      reporters: ['default', progressReporter(minutes[/** @type {keyof typeof minutes} */ (mode)] ?? minutes.test)],
      sequence: { sequencer: longestFirst(longest) },
      // What a test writes to the console is shown where it fails; of a file that passes there is one line.
      silent: 'passed-only',
      slowTestThreshold: 60_000,
      // Much of the time is waiting for processes.
      maxWorkers: availableParallelism() + 1,
      // As `testTimeout`.
      hookTimeout: 600_000,
      teardownTimeout: 120_000,
      // A test that fails in the middle leaves nothing of it to the next one.
      restoreMocks: true,
      unstubEnvs: true,
      unstubGlobals: true,
      // Tests that draw cases at random draw many more of them.
      env: isLong ? { LONG: '1' } : {},
    },
  };
});
