// What is in the store, and what is requested.
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seconds } from '../../shared/base/clock.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import { openGrant } from '../../shared/grants/grants.ts';
import { generateKeyRing } from '../../shared/keys/key-ring-record.ts';
import { openService } from '../../shared/serving/service.ts';
import { newPartition } from '../../shared/store/partition.ts';
import { makeRefreshToken } from '../../shared/tokens/refresh-token.ts';

/** @typedef {import('../../shared/serving/service.ts').Service} Service */
/** @typedef {keyof typeof cases} CaseName */

/**
 * @typedef {object} Case
 * @property {Service} service
 * @property {(caller: number) => Record<string, string>} next the form of the next request of a caller
 * @property {(caller: number, answer: { readonly refresh_token: string }) => void} used
 */

const resource = 'https://api.example';
const secret = 'a-secret-of-the-bench-only-0123456789';
const daySeconds = 86_400;
const callers = 16;
/** The registry reads a client again after a minute, and does without the store for at most a quarter of an hour. */
const cacheMs = 16 * 60_000;

/** @param {string} id */
function clientOf(id) {
  return /** @type {const} @satisfies {import('../../shared/clients/client-record.ts').ClientRecord} */ ({
    client_id: id,
    token_endpoint_auth_method: 'client_secret',
    client_secrets: [{ sha256: createHash('sha256').update(secret).digest('hex'), expires_at: 0 }],
    grant_types: ['client_credentials'],
    scope: 'read',
    default_scope: 'read',
    resource: [resource],
  });
}

const app = {
  ...clientOf('app'),
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://app.example/callback'],
};

/** @param {readonly object[]} clients @param {import('../../shared/base/clock.ts').Clock} clock */
async function openWith(clients, clock = { now: () => Date.now() }) {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-store-size-'));
  const file = join(folder, 'clients.json');
  await writeFile(file, JSON.stringify(clients));
  const ring = await generateKeyRing(['ES256', 'RS256'], seconds(clock));
  const settings = { ISSUER: 'http://localhost:7071', STORE: 'memory', KEYS: JSON.stringify(ring), CLIENTS_FILE: file };
  try {
    return await openService(settings, clock);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param {string} id */
function credentialsOf(id) {
  return { grant_type: 'client_credentials', client_id: id, client_secret: secret };
}

export const cases = {
  /** @param {number} size @returns {Promise<Case>} */
  async grants(size) {
    const service = await openWith([app]);
    const now = seconds(service.clock);
    /** @type {string[]} */
    const tokens = [];
    for (let index = 0; index < Math.max(size, callers); index += 1) {
      const endsAt = now + daySeconds * (1 + (index % 30));
      const grant = { id: newPartition(endsAt), clientId: app.client_id, subject: `u_${index}` };
      await openGrant(grant, service);
      if (index >= callers) continue;
      const token = { generation: 0, scope: ['read'], resources: [resource], authTime: now, endsAt, expiresAt: endsAt };
      tokens.push(await makeRefreshToken({ ...grant, ...token, jkt: undefined, sid: undefined }, service));
    }
    return {
      service,
      next: (caller) => ({
        grant_type: 'refresh_token',
        refresh_token: tokens[caller] ?? '',
        client_id: app.client_id,
        client_secret: secret,
      }),
      used: (caller, answer) => {
        tokens[caller] = answer.refresh_token;
      },
    };
  },

  /** @param {number} size @returns {Promise<Case>} */
  async clients(size) {
    const service = await openWith([]);
    for (let index = 0; index < size; index += 1) await register(clientOf(`client-${index}`), service.store);
    return { service, next: () => credentialsOf('client-0'), used() {} };
  },

  /** @param {number} size @returns {Promise<Case>} */
  async 'other clients'(size) {
    let pastMs = 0;
    const service = await openWith([], { now: () => Date.now() + pastMs });
    for (let index = 0; index < size; index += 1) await register(clientOf(`client-${index}`), service.store);
    let last = -1;
    return {
      service,
      next() {
        last += 1;
        if (last % size === 0) pastMs += cacheMs;
        return credentialsOf(`client-${last % size}`);
      },
      used() {},
    };
  },

  /** @param {number} size @returns {Promise<Case>} */
  async 'clients file'(size) {
    const service = await openWith(Array.from({ length: size }, (_, index) => clientOf(`client-${index}`)));
    return { service, next: () => credentialsOf('client-0'), used() {} };
  },
};
