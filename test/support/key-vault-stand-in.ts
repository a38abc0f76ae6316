// A stand-in for Azure Key Vault, which runs nowhere but in Azure: the requests for secrets as its SDK sends them, over https on
// this machine, and the endpoint that gives a managed identity its tokens.
import { randomUUID } from 'node:crypto';
import { createServer as createPlainServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { certificate, certificateKey } from '../shared/telemetry/certificate.ts';
import { temporaryFile } from './server.ts';

interface StoredVersion {
  readonly id: string;
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly isEnabled: boolean;
}

/** `lost answer`: the request is carried out, and its connection ends without an answer. */
type Trouble =
  | 'throttled'
  | 'unavailable'
  | 'forbidden'
  | 'firewall'
  | 'not found'
  | 'no connection'
  | 'lost answer'
  | 'silence';

export interface KeyVaultStandIn {
  /** The value of KEY_VAULT. */
  readonly url: string;
  /** What a process needs to reach it with a managed identity. */
  readonly environment: Readonly<Record<string, string>>;
  /** `GET /secrets/…` of each request that came with a token. */
  readonly requests: readonly string[];
  versions(): readonly StoredVersion[];
  /** As `az keyvault secret set`: without a tag. */
  setByHand(value: string): string;
  /** As another writer would. */
  add(value: string, tags: Readonly<Record<string, string>>): void;
  disable(id: string): void;
  /** What is wrong with the requests from now on. */
  trouble(of: (method: string, path: string) => Trouble | undefined): void;
  /** The clock of the vault: milliseconds since the epoch. */
  tellTime(now: () => number): void;
  close(): Promise<void>;
}

const secretName = 'tessera-key-ring';
const apiPath = `/secrets/${secretName}`;
const maxPerPage = 2;

export async function openKeyVaultStandIn(now: () => number = Date.now): Promise<KeyVaultStandIn> {
  let clock = now;
  let versions: StoredVersion[] = [];
  let troubleOf: (method: string, path: string) => Trouble | undefined = () => undefined;
  const requests: string[] = [];

  function add(value: string, tags: StoredVersion['tags'], contentType?: string): StoredVersion {
    const id = randomUUID().replaceAll('-', '');
    const version = { id, value, tags, contentType, created: Math.floor(clock() / 1000), isEnabled: true };
    versions.push(version);
    return version;
  }

  function propertiesOf({ id, tags, contentType, created, isEnabled }: StoredVersion) {
    const attributes = { enabled: isEnabled, created, updated: created, recoveryLevel: 'Recoverable+Purgeable' };
    return { id: `${vault.url}${apiPath}/${id}`, attributes, tags, contentType };
  }

  function answerTo(method: string, url: URL, body: string): readonly [status: number, json: object] {
    const { pathname, searchParams } = url;
    if (method === 'PUT' && pathname === apiPath) {
      const { value, tags = {}, contentType } = JSON.parse(body);
      const made = add(value, tags, contentType);
      return [200, { ...propertiesOf(made), value }];
    }
    if (method === 'GET' && pathname === `${apiPath}/versions`) {
      const from = Number(searchParams.get('$skiptoken') ?? 0);
      const shown = versions.slice(from, from + maxPerPage);
      const next = from + maxPerPage;
      url.searchParams.set('$skiptoken', String(next));
      const nextLink = next < versions.length ? `${vault.url}${url.pathname}${url.search}` : null;
      return [200, { value: shown.map(propertiesOf), nextLink }];
    }
    const found = versions.find(({ id }) => pathname === `${apiPath}/${id}`);
    if (method !== 'GET' || !found) return failure(404, 'SecretNotFound');
    return found.isEnabled
      ? [200, { ...propertiesOf(found), value: found.value }]
      : failure(403, 'Forbidden', 'SecretDisabled');
  }

  async function serve(request: IncomingMessage, response: Parameters<RequestListener>[1]): Promise<void> {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', vault.url);
    const json = ([status, content]: readonly [number, object], more: Readonly<Record<string, string>> = {}) => {
      response.writeHead(status, {
        'Content-Type': 'application/json',
        Date: new Date(clock()).toUTCString(),
        ...more,
      });
      response.end(JSON.stringify(content));
    };
    const body = await text(request);
    const trouble = troubleOf(method, url.pathname);
    if (trouble === 'no connection') return void request.socket.destroy();
    if (trouble === 'silence') return;
    if (!headers.authorization?.startsWith('Bearer ')) {
      const challenge = `Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net"`;
      return json(failure(401, 'Unauthorized'), { 'WWW-Authenticate': challenge });
    }
    requests.push(`${method} ${url.pathname}`);
    if (trouble === 'throttled') return json(failure(429, 'Throttled'), { 'Retry-After': '20' });
    if (trouble === 'unavailable') return json(failure(503, 'ServiceUnavailable'));
    if (trouble === 'not found') return json(failure(404, 'SecretNotFound'));
    if (trouble === 'forbidden') return json(failure(403, 'Forbidden', 'ForbiddenByRbac'));
    if (trouble === 'firewall') return json(failure(403, 'Forbidden', 'ForbiddenByFirewall'));
    const answer = answerTo(method, url, body);
    if (trouble === 'lost answer') return void request.socket.destroy();
    json(answer);
  }

  const identity = createPlainServer((_request, response) => {
    // Of a process whose clock a test has moved, too.
    const expires_on = Math.floor(Math.max(Date.now(), clock()) / 1000) + 3_600;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ access_token: 'of the identity', expires_on, token_type: 'Bearer' }));
  });
  const server = createServer({ cert: certificate, key: certificateKey }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const [port, identityPort] = await Promise.all([portOf(server), portOf(identity)]);

  const vault: KeyVaultStandIn = {
    url: `https://localhost:${port}`,
    environment: {
      KEY_VAULT: `https://localhost:${port}`,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${identityPort}/msi/token`,
      IDENTITY_HEADER: 'of the platform',
      NODE_EXTRA_CA_CERTS: await temporaryFile(certificate),
    },
    requests,
    versions: () => versions,
    setByHand: (value) => add(value, {}).id,
    add: (value, tags) => void add(value, tags),
    disable(id) {
      versions = versions.map((version) => (version.id === id ? { ...version, isEnabled: false } : version));
    },
    trouble(of) {
      troubleOf = of;
    },
    tellTime(now) {
      clock = now;
    },
    async close() {
      for (const each of [server, identity]) each.closeAllConnections();
      await Promise.all([server, identity].map((each) => new Promise((resolve) => each.close(resolve))));
    },
  };
  return vault;
}

function failure(status: number, code: string, innerCode?: string): readonly [number, object] {
  const innererror = innerCode === undefined ? undefined : { code: innerCode };
  return [status, { error: { code, message: `${innerCode ?? code}: as the vault says it`, innererror } }];
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return (server.address() as AddressInfo).port;
}
