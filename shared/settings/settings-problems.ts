// Finds problems in the settings: those that the schema reports, and contradictions that it cannot express.
import { isLoopback } from '../base/loopback.ts';
import { unresolvedReference } from '../base/unresolved-reference.ts';
import { vaultProblems } from '../key-vault/vault-place.ts';
import { signalsOf, telemetryVariableProblems } from '../telemetry/telemetry-variables.ts';
import { problemsOf } from '../validation/check.ts';
import type { Environment } from './environment.ts';
import { handoffProblems } from './handoff-settings.ts';
import { rotationProblems } from './rotation-settings.ts';
import * as settingsSchema from './settings.schema.json';
import { storageProblems } from './storage-settings.ts';

/** Takes settings with defaults, and the environment for `OTEL_…`. The texts of the problems do not contain the values. */
export function settingsProblems(values: Environment, environment: Environment = {}): readonly string[] {
  const unresolved = unresolvedReferences(values, environment);
  const wrong = problemsOf(settingsSchema, values);
  const others = [
    ...wrong,
    ...(wrong.some(isOfIssuer) ? [] : issuerProblems(values.ISSUER ?? '')),
    ...keyProblems(values),
    ...vaultProblems(values),
    ...(wrong.some(isOfRotation) ? [] : rotationProblems(values, environment)),
    ...storeProblems(values),
    ...urlProblems(values),
    ...handoffProblems(values, wrong),
    ...telemetryProblems(values, environment),
  ];
  // An unresolved reference also breaks the pattern of its setting; report it once.
  const isSaid = (problem: string) => [...unresolved.keys()].some((name) => problem.startsWith(`${name} must `));
  return [...unresolved.values(), ...others.filter((problem) => !isSaid(problem))];
}

/** Keyed by setting. The host's own connection string counts only if TELEMETRY uses it, so that it cannot fail start-up. */
function unresolvedReferences(values: Environment, environment: Environment): ReadonlyMap<string, string> {
  const { APPLICATIONINSIGHTS_CONNECTION_STRING: _ofTheHost, ...own } = values;
  const exporters = Object.entries(environment).filter(([name]) => name.startsWith('OTEL_'));
  const used = {
    ...(values.TELEMETRY === 'azure-monitor' ? values : own),
    ...(values.TELEMETRY === 'otlp' && Object.fromEntries(exporters)),
  };
  const found = Object.entries(used).flatMap(([name, value = '']) => {
    const problem = unresolvedReference(name, value);
    return problem === undefined ? [] : [[name, problem] as const];
  });
  return new Map(found);
}

function isOfRotation(problem: string): boolean {
  return /^KEY_(?:ROTATION_PERIOD|PUBLICATION_TIME)/.test(problem);
}

function isOfIssuer(problem: string): boolean {
  return problem.startsWith('ISSUER');
}

/** Returns the issuer, even if other settings are invalid; undefined if it is missing or invalid itself. */
export function findIssuer({ ISSUER }: Environment): string | undefined {
  return settingsProblems({ ISSUER }).some(isOfIssuer) ? undefined : ISSUER;
}

/** At most one problem, since the others would follow from the first. */
function issuerProblems(value: string): readonly string[] {
  if (!URL.canParse(value)) return ['ISSUER must be a URL'];
  const { protocol, href } = new URL(value);
  if (protocol === 'http:' && !isLoopback(value)) {
    return ['ISSUER must be https: http is allowed only for a loopback host'];
  }
  // Clients compare the issuer byte for byte, and some parse it first.
  if (href.replace(/\/$/, '') !== value) {
    return ['ISSUER must be written as a URL parser writes it: lower-case host, no default port, no dot segments'];
  }
  return [];
}

function keyProblems(values: Environment): readonly string[] {
  const named = ['KEYS', 'KEYS_FILE', 'KEY_VAULT'].filter((name) => values[name] !== undefined);
  if (named.length === 0) return ['KEYS, KEYS_FILE or KEY_VAULT is missing'];
  return named.length > 1 ? [`${named.join(' and ')} must not both be set`] : [];
}

function storeProblems(values: Environment): readonly string[] {
  const { STORE, CLIENTS_FILE } = values;
  if (STORE === 'memory' && CLIENTS_FILE === undefined) return ['CLIENTS_FILE is missing, with STORE=memory'];
  return STORE === 'table' ? storageProblems(values) : [];
}

/** A value can match the schema's pattern without being a URL. */
function urlProblems(values: Environment): readonly string[] {
  const isWrong = (value = '') => value.startsWith('https:') && !URL.canParse(value);
  return ['SUPPORT_URL', 'BRAND_LOGO_URL']
    .filter((name) => isWrong(values[name]))
    .map((name) => `${name} must be a URL`);
}

/** The connection string alone does not enable telemetry: Azure sets it for its own host. */
function telemetryProblems(values: Environment, environment: Environment): readonly string[] {
  const { TELEMETRY: to, APPLICATIONINSIGHTS_CONNECTION_STRING: connection } = values;
  const { traces, metrics } = signalsOf(environment);
  if (!(traces || metrics)) return [];
  if (to === 'otlp') return telemetryVariableProblems(environment, to);
  return to === 'azure-monitor'
    ? [...connectionProblems(connection), ...telemetryVariableProblems(environment, to)]
    : [];
}

function connectionProblems(connection: string | undefined): readonly string[] {
  if (connection === undefined) {
    return ['APPLICATIONINSIGHTS_CONNECTION_STRING is missing, with TELEMETRY=azure-monitor'];
  }
  const key = /(?:^|;)InstrumentationKey=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:;|$)/i;
  return key.test(connection)
    ? []
    : ['APPLICATIONINSIGHTS_CONNECTION_STRING must have an InstrumentationKey, with TELEMETRY=azure-monitor'];
}
