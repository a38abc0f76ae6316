// What is wrong with the settings: what the schema says, and what it cannot see.
import { isLoopback } from './loopback.ts';
import * as settingsSchema from './settings.schema.json';
import type { Environment } from './settings.ts';
import { problemsOf } from './validation/check.ts';

/**
 * Everything that is wrong, without the values.
 * @param values those that were set, and the defaults of the others
 */
export function settingsProblems(values: Environment): readonly string[] {
  const wrong = problemsOf(settingsSchema, values);
  return [
    ...wrong,
    ...(wrong.some(isOfIssuer) ? [] : issuerProblems(values.ISSUER ?? '')),
    ...keyProblems(values),
    ...storeProblems(values),
    ...urlProblems(values),
    ...telemetryProblems(values),
  ];
}

function isOfIssuer(problem: string): boolean {
  return problem.startsWith('ISSUER');
}

/** The issuer, whatever else is wrong; undefined when it is missing or wrong itself. */
export function findIssuer({ ISSUER }: Environment): string | undefined {
  return settingsProblems({ ISSUER }).some(isOfIssuer) ? undefined : ISSUER;
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

/** What has the pattern of a URL need not be one. */
function urlProblems(values: Environment): readonly string[] {
  const isWrong = (value = '') => value.startsWith('https:') && !URL.canParse(value);
  return ['SUPPORT_URL', 'BRAND_LOGO_URL']
    .filter((name) => isWrong(values[name]))
    .map((name) => `${name} must be a URL`);
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
