import type { Command } from 'commander';
import type { Client } from '../../shared/clients/client.ts';
import { isStorageNamed } from '../../shared/settings/storage-settings.ts';
import { type KeyRingPlace, openKeyRingPlace } from '../deployment/key-ring-place.ts';
import { operatorKeys } from '../deployment/operator-keys.ts';
import { operatorVariables, type Variables } from '../deployment/operator-settings.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { print, printable, printJson } from '../terminal/output.ts';
import { type AppSettings, asSeenFromHere, fileHints, readAppSettings, referenceHints } from './app-settings.ts';
import { checkBodyLimit } from './check-body-limit.ts';
import { checkCors } from './check-cors.ts';
import { checkIssuer } from './check-issuer.ts';
import { checkKeys, type KeyCheck } from './check-keys.ts';
import { checkLoginApp } from './check-login-app.ts';
import { checkNames, checkPlatform } from './check-names.ts';
import { checkRemoteKeys } from './check-remote-keys.ts';
import { checkGivenSettings, checkSettings } from './check-settings.ts';
import { checkStoreAndRecords } from './check-store.ts';
import type { Finding } from './finding.ts';

export function addDoctor(program: Command): void {
  addCommand(program, {
    usage: 'doctor',
    does: 'Checks the settings, the store, the clients and the keys that they publish, the providers, the key ring and the metadata, and says how to fix problems.',
    examples: [
      'doctor',
      'doctor --app-settings settings.json',
      { environment: 'ISSUER=https://tokens.example', command: 'doctor' },
      'doctor --json',
    ],
    notes:
      'It writes one row to the store and removes it, and changes nothing else. Exit code 1 if something is wrong.',
  })
    .option(
      '--app-settings <file>',
      'check the settings of an app in Azure in place of those here: the output of az functionapp config appsettings list (- is stdin)',
    )
    .action(doctor);
}

interface Options extends JsonOption {
  readonly appSettings?: string;
}

async function doctor({ json, appSettings }: Options): Promise<void> {
  const findings = await (appSettings === undefined
    ? examineHere(await operatorVariables())
    : examineApp(await readAppSettings(appSettings)));
  if (findings.some(({ is }) => is === 'wrong')) process.exitCode = exitCodes.refused;
  if (json) printJson(findings);
  else print(findings.map(line).join('\n'));
}

async function examineHere(variables: Variables): Promise<readonly Finding[]> {
  const settings = await checkSettings(variables);
  return [...settings, ...checkNames(Object.keys(variables)), ...(await examine(variables))];
}

/** The app's settings, and what they name as far as this machine reaches it. */
async function examineApp(app: AppSettings): Promise<readonly Finding[]> {
  const { variables, references, names, from } = app;
  return [
    ...checkGivenSettings(variables, references, from),
    ...referenceHints(app),
    ...fileHints(variables),
    ...checkNames(names),
    ...checkPlatform(variables),
    ...(await examine(asSeenFromHere(variables), hasStoreOfApp(app))),
  ];
}

/** Without a name it would be the Azurite of this folder. */
function hasStoreOfApp({ variables, references }: AppSettings): boolean {
  if (variables.STORE === 'memory') return true;
  return isStorageNamed(variables) && !references.some((name) => /^GRANTS_STORAGE(?:__|:|$)/i.test(name));
}

/** @param hasStore whether this machine knows which store it is */
async function examine(variables: Variables, hasStore = true): Promise<readonly Finding[]> {
  let place: Promise<KeyRingPlace> | undefined;
  const openPlace = () => {
    place ??= openKeyRingPlace(variables);
    return place;
  };
  const { findings: store, clients } = hasStore
    ? await checkStoreAndRecords(variables, operatorKeys(openPlace))
    : { findings: [], clients: [] };
  const remote = [...(await checkRemoteKeys(variables.ISSUER ?? '', clients)), ...(await checkLoginApp(variables))];
  const { findings: keys, ring } = await checkKeys(variables, neededAlgs(clients), openPlace);
  const issuer = await checkIssuer(variables.ISSUER ?? '', ring);
  const cors = await checkCors(variables.ISSUER ?? '');
  return [...store, ...remote, ...keys, ...issuer, ...cors, ...(await checkBodyLimit(variables))];
}

function neededAlgs(clients: readonly Client[]): KeyCheck['neededAlgs'] {
  const signing = clients.filter(({ scope }) => scope.includes('openid'));
  const named = clients.flatMap(({ id, resources }) => resources.map((resource) => ({ id, ...resource })));
  return new Map([
    ...named.flatMap(({ id, uri, signingAlg }) =>
      signingAlg ? [[signingAlg, `access tokens of ${id} for ${uri}`] as const] : [],
    ),
    ...signing.map(({ id, idTokenAlg }) => [idTokenAlg, `id tokens of ${id}`] as const),
  ]);
}

function line({ check, is, what, todo }: Finding): string {
  const text = `${is.padEnd(6)} ${check.padEnd(9)} ${printable(what).replaceAll('\n', ' ')}`;
  return todo === undefined ? text : `${text}\n${' '.repeat(17)}→ ${printable(todo)}`;
}
