// A server under test: the routes of the app, on the embedded host, over real HTTP; only clock and store can be chosen.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type App, loadApp, startHost } from '../../local/host.ts';
import { registerRoutes } from '../../register.ts';
import type { Clock } from '../../shared/base/clock.ts';
import type { Deadlines } from '../../shared/base/deadlines.ts';
import { agreeResources } from '../../shared/clients/resource.ts';
import { openBarriers } from '../../shared/grants/barriers.ts';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { openProbe } from '../../shared/serving/probe.ts';
import { openService, type Service } from '../../shared/serving/service.ts';
import { providerOf } from '../../shared/serving/service-provider.ts';
import type { StoreClock } from '../../shared/store/store-clock.ts';
import { type Agreement, issueCode } from '../../shared/tokens/authorization-code.ts';
import { openUpkeep, type UpkeepOptions } from '../../shared/upkeep/upkeep.ts';
import { clients as defaultClients } from './clients.ts';
import { testClock } from './clock.ts';
import { type DescribedAnswer, describedApp } from './described-answers.ts';
import { patientDeadlines } from './held-deadlines.js';

export const issuer = 'https://issuer.example';

export interface TestServer {
  readonly url: string;
  readonly service: Service;
  /** The log lines so far, parsed. */
  readonly log: Record<string, unknown>[];
  /** A code as the authorization endpoint would have issued it. */
  issueCode(clientId: string, agreement?: Partial<Agreement>): Promise<string>;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly clients?: readonly object[];
  readonly clock?: Clock;
  /** Deadlines of the service; by default they never pass. */
  readonly deadlines?: Deadlines;
  readonly environment?: Readonly<Record<string, string>>;
  /** The issuer is the URL it is served at, which client libraries insist on. */
  readonly isIssuerUrl?: boolean;
  /** Replaces parts of the service, for example with a counting store or a failing signer. */
  readonly change?: (service: Service) => Service;
  /** What the requests of this server keep in order: nothing, and no app is told of a sign-out, unless a test is about that. */
  readonly upkeep?: UpkeepOptions | 'as deployed';
  /** Is told of each answer. */
  readonly onAnswer?: (answer: DescribedAnswer) => void;
}

/** A key ring with a key of each algorithm, created before any token. */
export async function testKeyRing(): Promise<KeyRingRecord> {
  return inject('keyRing');
}

/** Writes a file that is removed when the tests end. @returns its path */
export async function temporaryFile(content: unknown): Promise<string> {
  const file = join(inject('filesFolder'), `${randomUUID()}.json`);
  await writeFile(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return file;
}

const anyClock: StoreClock = {
  requireClockInSync: async () => {},
  storeTime: (moment) => Math.floor(moment / 1000),
};

/** Does nothing that a request does not wait for. */
function quiet(service: Service): Service {
  const logouts = { ...service.logouts, start() {} };
  return { ...service, upkeep: openUpkeep(service, { steps: [] }), barriers: openBarriers(service), logouts };
}

export async function openTestService({
  clients = defaultClients,
  clock = testClock(),
  deadlines = patientDeadlines,
  environment = {},
  change = (service) => service,
  upkeep: upkeepOptions,
}: ServerOptions = {}): Promise<Service> {
  const settings = {
    ISSUER: issuer,
    STORE: 'memory',
    CLIENTS_FILE: await temporaryFile(clients),
    KEYS: JSON.stringify(await testKeyRing()),
    ...environment,
  };
  const opened = await openService(settings, clock, deadlines);
  const service = upkeepOptions ? opened : quiet(opened);
  // A clock that a test moves differs from the store's, so only a running clock is checked against it.
  const changed = change('advance' in clock ? { ...service, storeClock: anyClock } : service);
  if (!upkeepOptions || upkeepOptions === 'as deployed') return changed;
  const upkeep = openUpkeep(changed, upkeepOptions);
  return { ...changed, upkeep, probe: openProbe({ ...changed, upkeep, signingAlg: changed.settings.signingAlg }) };
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const log: Record<string, unknown>[] = [];
  const app: App = { http: [] };
  const host = await startHost(app, { port: 0, log: (_level, line) => log.push(JSON.parse(line)) });
  const environment = options.isIssuerUrl ? { ...options.environment, ISSUER: host.url } : options.environment;
  const service = await openTestService({ ...options, ...(environment && { environment }) });
  // The functions follow when the port is known: an issuer has it in its name.
  Object.assign(app, describedApp(await loadApp(() => registerRoutes(providerOf(service))), options.onAnswer));
  return {
    url: host.url,
    service,
    log,
    issueCode: (clientId, agreement) => issueTestCode(service, clientId, agreement),
    close: () => host.close(),
  };
}

/** RFC 7636 appendix B. */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const challenge = { value: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', method: 'S256' };

async function issueTestCode(service: Service, clientId: string, agreement: Partial<Agreement> = {}): Promise<string> {
  const client = await service.clients.findClient(clientId);
  if (!client) throw new Error(`the tests have no client ${clientId}`);
  return issueCode(
    {
      subject: 'u_ada',
      scope: ['reports.read', 'reports.write'],
      resources: agreeResources([], client, service.settings.issuer),
      redirectUri: client.redirectUris[0] ?? '',
      isRedirectUriSent: true,
      challenge,
      authTime: Math.floor(service.clock.now() / 1000),
      ...agreement,
    },
    client,
    service,
  );
}
