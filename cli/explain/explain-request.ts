// How the service would answer a saved request, step by step.
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { type Clock, systemClock } from '../../shared/base/clock.ts';
import { paths } from '../../shared/http/paths.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { isAzuriteOfFolder, operatorVariables, type Variables } from '../deployment/operator-settings.ts';
import { withStoreOf } from '../deployment/operator-store.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark } from '../terminal/output.ts';
import type { CapturedRequest } from './captured-request.ts';
import { type DryRunResult, dryRun } from './dry-run.ts';
import type { ReadableStore } from './dry-run-store.ts';
import { findRoute } from './find-route.ts';
import { openDryRun } from './open-dry-run.ts';
import { readCapture } from './read-capture.ts';
import { dryRunJson, dryRunText } from './show-dry-run.ts';

interface RequestOptions {
  /** Milliseconds since the epoch; undefined for now. */
  readonly at?: number | undefined;
  readonly json?: boolean | undefined;
}

/**
 * @param file with the request; `-` for the standard input
 * @throws CommandError, ConfigError, StoreUnavailableError
 */
export async function explainRequest(file: string, { at, json }: RequestOptions): Promise<void> {
  const request = readCapture(await readInput(file));
  const variables = await operatorVariables();
  const settings = readSettings(
    // The Azurite of this folder gets its connection string at start-up.
    isAzuriteOfFolder(variables) ? { ...variables, GRANTS_STORAGE: 'azurite' } : variables,
  );
  const route = findRoute(request.target, settings.issuer);
  const clock: Clock = at === undefined ? systemClock : { now: () => at };
  const result = await withReadableStore(variables, async (store) =>
    dryRun(request, route, await openDryRun(settings, store, clock)),
  );
  for (const each of remarksOn(request, at)) remark(each);
  show(request, result, settings.issuer, json);
}

function show(request: CapturedRequest, result: DryRunResult, issuer: string, json: boolean | undefined): void {
  const title = `${request.method} ${paths[result.route.name]} of ${issuer}`;
  if (json) printJson(dryRunJson(title, result));
  else print(dryRunText(title, result));
}

function remarksOn({ method, body, remarks }: CapturedRequest, at: number | undefined): readonly string[] {
  const isDropped = body.byteLength > 0 && (method === 'GET' || method === 'HEAD');
  return [
    ...remarks,
    ...(isDropped ? [`The body is ignored: the host does not pass on a body with ${method}.`] : []),
    ...(at === undefined
      ? []
      : [`The clock is set to ${new Date(at).toISOString()}; clients, keys and grants are as they are now.`]),
  ];
}

async function withReadableStore<T>(
  variables: Variables,
  work: (store: ReadableStore | undefined) => Promise<T>,
): Promise<T> {
  if (variables.STORE === 'memory') return work(undefined);
  return withStoreOf(variables, ({ store }) => work({ read: (partition) => store.read(partition) }));
}

/** @throws CommandError */
async function readInput(file: string): Promise<Uint8Array> {
  if (file === '-') return buffer(process.stdin);
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${cause.code}).`, { exitCode: exitCodes.usage });
  });
}
