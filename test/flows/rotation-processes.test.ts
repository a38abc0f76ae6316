// Two service processes on one Azurite and one vault, through a whole rotation of their keys by themselves, with a moved clock.
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { startOwnAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { redeem, refresh } from '../support/grants.ts';
import { type KeyVaultStandIn, openKeyVaultStandIn } from '../support/key-vault-stand-in.ts';
import { type MovedClock, movedClock } from '../support/moved-clocks.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import { send } from '../support/request.ts';
import { temporaryFile } from '../support/server.ts';
import { type ServiceProcess, startServiceProcess } from '../support/service-process.ts';
import { appClients, authorizePath } from '../support/sign-in.ts';
import { eventually } from './eventually.ts';
import { asApp, enter } from './instances.ts';

const issuer = 'http://localhost:7071';
const week = 604_800;
const publicationSeconds = 900;

let clock: MovedClock;
let azurite: Azurite;
let vault: KeyVaultStandIn;
let cli: CommandLine;
let services: readonly ServiceProcess[];
let person: Person;
let account: { readonly username: string; readonly password: string };
let refreshToken: string;

beforeAll(async () => {
  clock = await movedClock();
  vault = await openKeyVaultStandIn(clock.now);
  for (const [name, value] of Object.entries(clock.environment)) vi.stubEnv(name, value);
  azurite = await startOwnAzurite();
  vault.setByHand(JSON.stringify(await generateKeyRing(['ES256', 'RS256'], Math.floor(clock.now() / 1000))));
  const environment = {
    ...vault.environment,
    ...clock.environment,
    ISSUER: issuer,
    KEYS: '',
    KEY_ROTATION_PERIOD: String(week),
    KEY_PUBLICATION_TIME: String(publicationSeconds),
    STORE: 'table',
    GRANTS_STORAGE: azurite.connectionString,
    CLIENTS_FILE: await temporaryFile(appClients),
  };
  cli = await openCommandLine({ ...environment, KEYS_FILE: '' });
  services = await Promise.all([startServiceProcess(environment), startServiceProcess(environment)]);
  person = openPerson(issuer, services);
  account = JSON.parse((await cli.run(['users', 'add', 'ada', '--json'])).stdout);
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.end('SIGINT')));
  await cli.close();
  await vault.close();
  await azurite.close();
});

const linesOf = (event: string) =>
  services
    .flatMap((service) => service.output().split('\n'))
    .filter((line) => line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line));

const jwks = async (service: ServiceProcess): Promise<JSONWebKeySet> => (await send(service, '/jwks')).json;

function ringInVault(): KeyRingRecord {
  return JSON.parse(vault.versions().at(-1)?.value ?? '');
}

const kidOf = (status: string) =>
  ringInVault().signing.find((key) => key.alg === 'ES256' && key.status === status)?.kid;

const codeOf = ({ url }: Place) => url.searchParams.get('code') ?? '';

/** Every request starts a reading when the ring is two minutes old, and waits for none that is fresher than four. */
async function readAgain(): Promise<void> {
  clock.advance(121);
  for (const service of services) await jwks(service);
  const kids = ringInVault().signing.map(({ kid }) => kid);
  for (const service of services) {
    await eventually(async () => expect((await jwks(service)).keys.map(({ kid }) => kid).sort()).toEqual(kids.sort()));
  }
}

/**
 * The refresh token is exchanged and the session answers at each process; what one of them signs is good at the other, and with
 * the keys that either published before it.
 * @returns the kids that sign
 */
async function useBoth(): Promise<readonly (string | undefined)[]> {
  const published = await Promise.all(services.map(jwks));
  const kids: (string | undefined)[] = [];
  for (const service of services) {
    const answer = await refresh(service, refreshToken, asApp);
    expect(answer.status, answer.text).toBe(200);
    refreshToken = answer.json.refresh_token;
    const token: string = answer.json.access_token;
    kids.push(decodeProtectedHeader(token).kid);
    for (const each of services) {
      expect((await send(each, '/userinfo', { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
    }
    for (const keys of published) {
      await jwtVerify(token, createLocalJWKSet(keys), { issuer, currentDate: new Date(clock.now()) });
    }
  }
  expect(codeOf(await person.open(authorizePath({ prompt: 'none' })))).not.toBe('');
  return kids;
}

/** Requests at both until one of them has rotated so often. */
async function rotated(times: number): Promise<void> {
  await eventually(async () => {
    for (const service of services) await jwks(service);
    expect(linesOf('rotate_keys').filter(({ cause }) => cause === undefined)).toHaveLength(times);
  });
}

it('are rotated once by one of two processes, while all tokens and sessions stay good at both', async () => {
  clock.advance(week - 600);
  const [one] = services;
  if (!one) throw new Error('there are two');
  const code = codeOf(await enter(person, account, authorizePath({ prompt: 'login' })));
  refreshToken = (await redeem(one, code, asApp)).json.refresh_token;
  const first = kidOf('active');
  expect(await useBoth()).toEqual([first, first]);
  expect(vault.versions()).toHaveLength(1);

  clock.advance(601);
  await rotated(1);
  expect(vault.versions()).toHaveLength(2);
  const second = kidOf('next');
  await readAgain();
  expect(await useBoth()).toEqual([first, first]);

  // The vault goes away after both have read the ring, and before the next key may be used.
  clock.advance(publicationSeconds - 420);
  await readAgain();
  vault.trouble(() => 'unavailable');
  clock.advance(300);
  await eventually(async () => {
    for (const service of services) await jwks(service);
    expect(linesOf('rotate_keys').filter(({ cause }) => String(cause).includes('503'))).toHaveLength(1);
  });
  expect(await useBoth()).toEqual([first, first]);
  expect(vault.versions()).toHaveLength(2);

  vault.trouble(() => undefined);
  clock.advance(301);
  await rotated(2);
  expect([kidOf('active'), kidOf('retired')]).toEqual([second, first]);
  for (const kid of await useBoth()) expect([first, second]).toContain(kid);
  await readAgain();
  expect(await useBoth()).toEqual([second, second]);

  clock.advance(86_400 + 3_600);
  await rotated(3);
  expect(ringInVault().signing.map(({ kid }) => kid)).not.toContain(first);
  expect(ringInVault().sealing.map(({ status }) => status)).toEqual(['retired', 'active']);
  const versions = vault.versions();
  expect(versions.map(({ tags }) => tags.follows)).toEqual([undefined, ...versions.slice(0, -1).map(({ id }) => id)]);
});

it('follow an operator who replaces a leaked key in the vault while they run', async () => {
  await readAgain();
  const code = codeOf(await enter(person, account, authorizePath({ prompt: 'login' })));
  const [one] = services;
  if (!one) throw new Error('there are two');
  refreshToken = (await redeem(one, code, asApp)).json.refresh_token;
  const leaked = kidOf('active') ?? '';
  expect(await useBoth()).toEqual([leaked, leaked]);

  const ran = await cli.run(['keys', 'rotate', '--now']);
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('key ring: the secret tessera-key-ring')]);
  await readAgain();
  expect(kidOf('retired')).toBe(leaked);
  expect(await useBoth()).toEqual([kidOf('active'), kidOf('active')]);

  expect((await cli.run(['keys', 'retire', '--now', '--', leaked])).code).toBe(0);
  await readAgain();
  expect(ringInVault().signing.map(({ kid }) => kid)).not.toContain(leaked);
  expect(await useBoth()).toEqual([kidOf('active'), kidOf('active')]);
});
