// Reads the settings from the environment, once, at start-up. One error lists every problem.

import { ConfigError } from '../base/config-error.ts';
import { type Brand, defaultBrand } from '../html/brand.ts';
import type { VaultPlace } from '../key-vault/vault-place.ts';
import type { RotationRules } from '../keys/due-rotation.ts';
import type { SigningAlg } from '../keys/key-ring-record.ts';
import type { TableStorage } from '../store/table-storage.ts';
import type { TelemetrySettings } from '../telemetry/telemetry-settings.ts';
import { signalsOf } from '../telemetry/telemetry-variables.ts';
import type { Environment } from './environment.ts';
import { type LoginApp, loginAppOf } from './handoff-settings.ts';
import { rotationOf } from './rotation-settings.ts';
import * as settingsSchema from './settings.schema.json';
import { settingsProblems } from './settings-problems.ts';
import { storageMembers, tableStorageOf } from './storage-settings.ts';

export interface Settings {
  /** The exact `iss` of tokens and `issuer` of metadata; never derived from a request. */
  readonly issuer: string;
  readonly store: 'memory' | TableStorage;
  /** Path of a file with clients beside those of the store. */
  readonly clientsFile: string | undefined;
  /** Path of a file with providers beside those of the store. */
  readonly providersFile: string | undefined;
  readonly signIn: 'directory' | 'providers' | 'handoff';
  /** The key ring: as JSON, in a file, which is created if it is missing and the issuer is a loopback host, or in a vault. */
  readonly keys: { readonly json: string } | { readonly file: string } | VaultPlace;
  /** The client id of a user-assigned identity of the app, if it has one. */
  readonly identityClientId: string | undefined;
  /** Of a key ring in a vault; a period of 0 means that it is rotated by the command line only. */
  readonly rotation: RotationRules;
  /** Algorithm for access tokens. */
  readonly signingAlg: SigningAlg;
  /** The number of proxies in front of the service that append an address to `X-Forwarded-For`; 0 to 10. */
  readonly trustedProxies: number;
  /** Seconds from the sign-in to the end of a session, even if it is in use. */
  readonly sessionLifetime: number;
  /** Seconds after which an unused session expires. */
  readonly sessionIdleTime: number;
  /** Whether clients may send users' passwords (RFC 6749 §4.3), which RFC 9700 §2.4 advises against. */
  readonly hasPasswordGrant: boolean;
  /** The login app; with `handoff` only. */
  readonly handoff: LoginApp | undefined;
  /** Link to the operator's support: an https or mailto URL. */
  readonly supportUrl: string | undefined;
  readonly brand: Brand;
  readonly isInAzure: boolean;
  /** Undefined when traces and metrics are off. */
  readonly telemetry: TelemetrySettings | undefined;
}

/** Azure Functions plans (App Service, Consumption, Flex, Container Apps) set these; Core Tools does not. */
const signsOfAzure = ['WEBSITE_SITE_NAME', 'WEBSITE_INSTANCE_ID', 'WEBSITE_SKU', 'CONTAINER_APP_NAME'];

function isInAzure(environment: Environment): boolean {
  return signsOfAzure.some((name) => environment[name]);
}

const defaults = {
  KEY_VAULT_SECRET: 'tessera-key-ring',
  KEY_ROTATION_PERIOD: '7776000',
  KEY_PUBLICATION_TIME: '86400',
  SIGNING_ALG: 'ES256',
  TRUSTED_PROXIES: '1',
  SESSION_LIFETIME: '86400',
  SESSION_IDLE_TIME: '28800',
  PASSWORD_GRANT: 'false',
  SIGN_IN: 'directory',
} as const satisfies Environment;

/** @throws ConfigError that lists every problem */
export function readSettings(environment: Environment): Settings {
  const values: Environment = { ...defaults, ...withValue(environment) };
  const problems = settingsProblems(values, environment);
  if (problems.length > 0) throw new ConfigError(problems);
  const variables = values as unknown as CheckedVariables;
  const { ISSUER, CLIENTS_FILE, SIGNING_ALG, TRUSTED_PROXIES, SUPPORT_URL } = variables;
  const { SESSION_LIFETIME, SESSION_IDLE_TIME, PASSWORD_GRANT } = variables;
  return {
    issuer: ISSUER,
    store: variables.STORE === 'memory' ? 'memory' : tableStorageOf(values),
    clientsFile: CLIENTS_FILE,
    providersFile: variables.PROVIDERS_FILE,
    signIn: variables.SIGN_IN,
    keys: keysOf(variables),
    identityClientId: environment.AZURE_CLIENT_ID || undefined,
    rotation: rotationOf(values),
    signingAlg: SIGNING_ALG,
    trustedProxies: Number(TRUSTED_PROXIES),
    sessionLifetime: Number(SESSION_LIFETIME),
    sessionIdleTime: Number(SESSION_IDLE_TIME),
    hasPasswordGrant: PASSWORD_GRANT === 'true',
    handoff: variables.SIGN_IN === 'handoff' ? loginAppOf(values) : undefined,
    supportUrl: SUPPORT_URL,
    brand: brandOf(variables),
    isInAzure: isInAzure(environment),
    telemetry: telemetryOf(variables, environment),
  };
}

interface CheckedVariables {
  readonly ISSUER: string;
  readonly STORE: 'memory' | 'table';
  readonly CLIENTS_FILE?: string;
  readonly PROVIDERS_FILE?: string;
  readonly SIGN_IN: Settings['signIn'];
  readonly KEYS?: string;
  readonly KEYS_FILE?: string;
  readonly KEY_VAULT?: string;
  readonly KEY_VAULT_SECRET: string;
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

/** Drops empty settings: in the Azure portal an empty value means that the setting is absent. */
function withValue(environment: Environment): Environment {
  const names = Object.keys(settingsSchema.schema.properties).filter((name) => environment[name]);
  return { ...Object.fromEntries(names.map((name) => [name, environment[name]])), ...storageMembers(environment) };
}

function keysOf({ KEYS, KEYS_FILE = '', KEY_VAULT, KEY_VAULT_SECRET }: CheckedVariables): Settings['keys'] {
  if (KEY_VAULT !== undefined) return { vault: KEY_VAULT, secret: KEY_VAULT_SECRET };
  return KEYS === undefined ? { file: KEYS_FILE } : { json: KEYS };
}

function brandOf({ BRAND_NAME: name, BRAND_LOGO_URL: logo, BRAND_COLOUR: colour }: CheckedVariables): Brand {
  return { ...defaultBrand, ...(name && { name }), ...(logo && { logo }), ...(colour && { colour }) };
}

function telemetryOf(
  { TELEMETRY: to, APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString = '' }: CheckedVariables,
  environment: Environment,
): Settings['telemetry'] {
  const { traces, metrics } = signalsOf(environment);
  if (!to || !(traces || metrics)) return undefined;
  const signals = {
    ...(!traces && { isWithoutTraces: true as const }),
    ...(!metrics && { isWithoutMetrics: true as const }),
  };
  return to === 'otlp' ? { to, ...signals } : { to, connectionString, ...signals };
}
