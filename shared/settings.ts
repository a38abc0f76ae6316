// The environment becomes Settings, once, at the start. One error lists everything that is wrong.
import { type Brand, defaultBrand } from './html/brand.ts';
import type { SigningAlg } from './keys/key-ring-record.ts';
import * as settingsSchema from './settings.schema.json';
import { SettingsError } from './settings-error.ts';
import type { TelemetrySettings } from './telemetry/telemetry-settings.ts';
import { problemsOf } from './validation/check.ts';

export interface Settings {
  /** Byte for byte the `iss` of tokens and the `issuer` of metadata; never derived from a request. */
  readonly issuer: string;
  /** Where grants are remembered. */
  readonly store: 'memory' | TableStorage;
  /** Clients beside those of the store; an instance without a store has no others. */
  readonly clientsFile: string | undefined;
  /** The key ring: as JSON, or in a file that is made when it is missing and the issuer is a loopback host. */
  readonly keys: { readonly json: string } | { readonly file: string };
  /** Signs access tokens. */
  readonly signingAlg: SigningAlg;
  /** How many proxies in front of the service append the address of their caller to `X-Forwarded-For`; 0 to 10. */
  readonly trustedProxies: number;
  /** Seconds after a sign-in after which the user has to sign in again, whatever happens. */
  readonly sessionLifetime: number;
  /** Seconds without use after which a session is over. */
  readonly sessionIdleTime: number;
  /** Whether clients may send users' passwords (RFC 6749 §4.3), which RFC 9700 §2.4 advises against. */
  readonly hasPasswordGrant: boolean;
  /** Where whoever needs help is sent: an https or mailto URL. */
  readonly supportUrl: string | undefined;
  /** Whose name, logo and colour the pages have. */
  readonly brand: Brand;
  readonly isInAzure: boolean;
  /** Where traces and metrics go; nowhere, unless it is said. */
  readonly telemetry: TelemetrySettings | undefined;
}

/** The table service: Azure Storage, Cosmos DB or Azurite. */
export type TableStorage =
  | { readonly connectionString: string }
  /** With the managed identity of the app. */
  | { readonly tableServiceUri: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** Set by the plans of Azure Functions (App Service, Consumption, Flex, container apps), never by Core Tools. */
const signsOfAzure = ['WEBSITE_SITE_NAME', 'WEBSITE_INSTANCE_ID', 'WEBSITE_SKU', 'CONTAINER_APP_NAME'];

export const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Whether an issuer is one that only this machine can reach. */
export function isLoopback(issuer: string): boolean {
  return loopbackHosts.includes(new URL(issuer).hostname);
}

export function isInAzure(environment: Environment): boolean {
  return signsOfAzure.some((name) => environment[name]);
}

/** The issuer, whatever else is wrong; undefined when it is missing or wrong itself. */
export function findIssuer({ ISSUER }: Environment): string | undefined {
  const isWrong = problemsOf(settingsSchema, { ISSUER }).some((problem) => problem.startsWith('ISSUER'));
  return ISSUER === undefined || isWrong || issuerProblems(ISSUER).length > 0 ? undefined : ISSUER;
}

const defaults = {
  SIGNING_ALG: 'ES256',
  TRUSTED_PROXIES: '1',
  SESSION_LIFETIME: '86400',
  SESSION_IDLE_TIME: '28800',
  PASSWORD_GRANT: 'false',
} as const satisfies Environment;

/** @throws SettingsError */
export function readSettings(environment: Environment): Settings {
  const values: Environment = { ...defaults, ...withValue(environment) };
  const wrong = problemsOf(settingsSchema, values);
  const issuer = wrong.some((problem) => problem.startsWith('ISSUER')) ? [] : issuerProblems(values.ISSUER ?? '');
  const problems = [
    ...wrong,
    ...issuer,
    ...keyProblems(values),
    ...storeProblems(values),
    ...supportProblems(values),
    ...logoProblems(values),
    ...telemetryProblems(values),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  // The schema has just passed them.
  const passed = values as unknown as Passed;
  const { ISSUER, CLIENTS_FILE, KEYS, KEYS_FILE = '', SIGNING_ALG, TRUSTED_PROXIES, SUPPORT_URL } = passed;
  const { SESSION_LIFETIME, SESSION_IDLE_TIME, PASSWORD_GRANT } = passed;
  return {
    issuer: ISSUER,
    store: storeOf(passed),
    clientsFile: CLIENTS_FILE,
    keys: KEYS === undefined ? { file: KEYS_FILE } : { json: KEYS },
    signingAlg: SIGNING_ALG,
    trustedProxies: Number(TRUSTED_PROXIES),
    sessionLifetime: Number(SESSION_LIFETIME),
    sessionIdleTime: Number(SESSION_IDLE_TIME),
    hasPasswordGrant: PASSWORD_GRANT === 'true',
    supportUrl: SUPPORT_URL,
    brand: brandOf(passed),
    isInAzure: isInAzure(environment),
    telemetry: telemetryOf(passed),
  };
}

interface Passed {
  readonly ISSUER: string;
  readonly STORE: 'memory' | 'table';
  readonly GRANTS_STORAGE?: string;
  readonly GRANTS_STORAGE__tableServiceUri?: string;
  readonly CLIENTS_FILE?: string;
  readonly KEYS?: string;
  readonly KEYS_FILE?: string;
  readonly SIGNING_ALG: SigningAlg;
  readonly TRUSTED_PROXIES: string;
  readonly SESSION_LIFETIME: string;
  readonly SESSION_IDLE_TIME: string;
  readonly PASSWORD_GRANT: 'true' | 'false';
  readonly SUPPORT_URL?: string;
  readonly BRAND_NAME?: string;
  readonly BRAND_LOGO_URL?: string;
  readonly BRAND_COLOUR?: string;
  readonly TELEMETRY?: 'otlp' | 'azure-monitor';
  readonly APPLICATIONINSIGHTS_CONNECTION_STRING?: string;
}

/** Settings that have a value: in a portal an empty one means none. */
function withValue(environment: Environment): Environment {
  const names = Object.keys(settingsSchema.schema.properties);
  return Object.fromEntries(names.filter((name) => environment[name]).map((name) => [name, environment[name]]));
}

/** One problem at most: the first leads to the others. */
function issuerProblems(value: string): readonly string[] {
  if (!URL.canParse(value)) return ['ISSUER must be a URL'];
  const { protocol, href } = new URL(value);
  if (protocol === 'http:' && !isLoopback(value)) {
    return ['ISSUER must be https: http is for a loopback host alone'];
  }
  // Clients compare it byte for byte, and some of them parse it first.
  if (href.replace(/\/$/, '') !== value) {
    return ['ISSUER must be written as a URL parser writes it: lower-case host, no default port, no dot segments'];
  }
  return [];
}

function keyProblems({ KEYS, KEYS_FILE }: Environment): readonly string[] {
  if (KEYS === undefined && KEYS_FILE === undefined) return ['KEYS or KEYS_FILE is missing'];
  return KEYS !== undefined && KEYS_FILE !== undefined ? ['KEYS and KEYS_FILE must not both be set'] : [];
}

function storeProblems({ STORE, CLIENTS_FILE, ...others }: Environment): readonly string[] {
  const { GRANTS_STORAGE, GRANTS_STORAGE__tableServiceUri } = others;
  if (STORE === 'memory' && CLIENTS_FILE === undefined) return ['CLIENTS_FILE is missing, with STORE=memory'];
  if (STORE !== 'table' || (GRANTS_STORAGE === undefined) !== (GRANTS_STORAGE__tableServiceUri === undefined))
    return [];
  return GRANTS_STORAGE === undefined
    ? ['GRANTS_STORAGE or GRANTS_STORAGE__tableServiceUri is missing, with STORE=table']
    : ['GRANTS_STORAGE and GRANTS_STORAGE__tableServiceUri must not both be set'];
}

/** What the schema cannot see. */
function supportProblems({ SUPPORT_URL }: Environment): readonly string[] {
  return SUPPORT_URL?.startsWith('https:') && !URL.canParse(SUPPORT_URL) ? ['SUPPORT_URL must be a URL'] : [];
}

function logoProblems({ BRAND_LOGO_URL: url }: Environment): readonly string[] {
  return url?.startsWith('https:') && !URL.canParse(url) ? ['BRAND_LOGO_URL must be a URL'] : [];
}

function brandOf({ BRAND_NAME: name, BRAND_LOGO_URL: logo, BRAND_COLOUR: colour }: Passed): Brand {
  return { ...defaultBrand, ...(name && { name }), ...(logo && { logo }), ...(colour && { colour }) };
}

function storeOf({ STORE, GRANTS_STORAGE, GRANTS_STORAGE__tableServiceUri = '' }: Passed): Settings['store'] {
  if (STORE === 'memory') return 'memory';
  return GRANTS_STORAGE === undefined
    ? { tableServiceUri: GRANTS_STORAGE__tableServiceUri }
    : { connectionString: GRANTS_STORAGE };
}

/** Azure sets the connection string for its own host, so that alone asks for nothing. */
function telemetryProblems({
  TELEMETRY,
  APPLICATIONINSIGHTS_CONNECTION_STRING: connection,
}: Environment): readonly string[] {
  if (TELEMETRY !== 'azure-monitor') return [];
  if (connection === undefined)
    return ['APPLICATIONINSIGHTS_CONNECTION_STRING is missing, with TELEMETRY=azure-monitor'];
  const key = /(?:^|;)InstrumentationKey=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:;|$)/i;
  return key.test(connection)
    ? []
    : ['APPLICATIONINSIGHTS_CONNECTION_STRING must have an InstrumentationKey, with TELEMETRY=azure-monitor'];
}

function telemetryOf({ TELEMETRY, APPLICATIONINSIGHTS_CONNECTION_STRING = '' }: Passed): Settings['telemetry'] {
  if (TELEMETRY !== 'azure-monitor') return TELEMETRY && { to: TELEMETRY };
  return { to: TELEMETRY, connectionString: APPLICATIONINSIGHTS_CONNECTION_STRING };
}
