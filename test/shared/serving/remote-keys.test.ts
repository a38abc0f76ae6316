// How the service fetches the keys of others: by the rules of its issuer, and with events in its log.
import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openService, type Service } from '../../../shared/serving/service.ts';
import { job } from '../../support/clients.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { type OtherServer, openOtherServer } from '../../support/other-server.ts';
import { temporaryFile, testKeyRing } from '../../support/server.ts';

const jwk = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey);
const header = { alg: 'ES256' };

let clock: TestClock;
let server: OtherServer;
let lines: unknown[];
beforeEach(async () => {
  clock = testClock();
  server = await openOtherServer();
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => lines.push(JSON.parse(line)));
});
afterEach(() => server.close());

async function serviceAt(ISSUER: string): Promise<Service> {
  const KEYS = JSON.stringify(await testKeyRing());
  const CLIENTS_FILE = await temporaryFile([job]);
  return openService({ ISSUER, STORE: 'memory', KEYS, CLIENTS_FILE }, clock, patientDeadlines);
}

it('logs a document that cannot be fetched, without its query, and keys that change', async () => {
  const { remoteKeys } = await serviceAt('http://127.0.0.1:7071');
  const jwksUri = `${server.url}/jwks?sig=secret`;
  await expect(remoteKeys.keysFor({ jwksUri }, header)).rejects.toThrow('answers 404');
  server.publish({ '/jwks?sig=secret': { keys: [jwk] } });
  clock.advance(60);
  await remoteKeys.keysFor({ jwksUri }, header);
  server.publish({ '/jwks?sig=secret': { keys: [{ ...jwk, kid: 'next' }] } });
  clock.advance(60);
  await remoteKeys.keysFor({ jwksUri }, { ...header, kid: 'next' });
  const document = `${server.url}/jwks`;
  expect(lines).toEqual([
    { event: 'remote_document_failed', document, problems: 'answers 404' },
    { event: 'remote_keys_changed', document, kids: ['next'] },
  ]);
});

it('fetches nothing from this machine for an issuer on the internet', async () => {
  const { remoteKeys } = await serviceAt('https://tokens.example');
  await expect(remoteKeys.keysFor({ jwksUri: server.url }, header)).rejects.toThrow('does not begin with https://');
  const jwksUri = server.url.replace('http:', 'https:');
  await expect(remoteKeys.keysFor({ jwksUri }, header)).rejects.toThrow('has a host with a special-use address');
  expect(server.connections()).toBe(0);
});
