import { isCheckout, localEnvironment } from '../../local/environment.ts';
import { ConfigError } from '../../shared/base/config-error.ts';
import * as settingsSchema from '../../shared/settings/settings.schema.json';
import { readSettings } from '../../shared/settings/settings.ts';
import { displayPath, isAzuriteOfFolder, settingsFile, type Variables } from '../deployment/operator-settings.ts';
import { documentName } from '../terminal/as-typed.ts';
import type { Finding } from './finding.ts';

const settingsList = `${documentName('docs/reference.md')} lists the settings`;

const defaults = isCheckout ? 'the defaults of npm start' : 'the defaults';

/** The problems, and the origin of each setting; never a value, which may be a secret. */
export async function checkSettings(variables: Variables): Promise<readonly Finding[]> {
  // The Azurite of this folder gets its connection string at start-up.
  const problems = problemsOf(isAzuriteOfFolder(variables) ? { ...variables, GRANTS_STORAGE: 'azurite' } : variables);
  const wrong = problems.map((what): Finding => ({ check: 'settings', is: 'wrong', what, todo: todoFor(what) }));
  const from = await origins(variables);
  const sources = [...from].map(([origin, names]) => `${names.join(', ')} from ${origin}`);
  return [{ check: 'settings', is: 'ok', what: sources.join('; ') }, ...wrong, ...hostHints(variables)];
}

/**
 * The settings of an app, from a file.
 * @param references settings whose values are not known here
 */
export function checkGivenSettings(
  variables: Variables,
  references: readonly string[],
  from: string,
): readonly Finding[] {
  const names = Object.keys(settingsSchema.schema.properties).filter((name) => variables[name]);
  const isOfReference = (problem: string) =>
    references.some((name) => problem.includes(name.split(/__|:/, 1)[0] ?? name)) && / is missing/.test(problem);
  const wrong = problemsOf(variables)
    .filter((problem) => !isOfReference(problem))
    .map((what): Finding => ({ check: 'settings', is: 'wrong', what, todo: todoForApp(what) }));
  return [{ check: 'settings', is: 'ok', what: `${names.join(', ')} from ${from}` }, ...wrong, ...hostHints(variables)];
}

/** Azure tells an app its own host name, which is the issuer unless there is another in front. */
function hostHints({ ISSUER = '', WEBSITE_HOSTNAME: host }: Variables): readonly Finding[] {
  if (!host || !URL.canParse(ISSUER) || new URL(ISSUER).host === host) return [];
  const what = `ISSUER is not at the app's own host, ${host}`;
  return [
    {
      check: 'settings',
      is: 'hint',
      what,
      todo: 'right with a custom domain or a gateway; else set it to the https URL of that host',
    },
  ];
}

function todoForApp(problem: string): string {
  const [, one, other] = /^(\w+) and (\w+) must not both be set$/.exec(problem) ?? [];
  return one === undefined
    ? `az functionapp config appsettings set --settings NAME=VALUE, or azd env set and azd provision; ${settingsList}`
    : `remove ${one} or ${other}: az functionapp config appsettings delete --setting-names NAME`;
}

function problemsOf(variables: Variables): readonly string[] {
  try {
    readSettings(variables);
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
}

function todoFor(problem: string): string {
  const [, one, other] = /^(\w+) and (\w+) must not both be set$/.exec(problem) ?? [];
  if (one !== undefined) return `remove ${one} or ${other}`;
  // Where the ring is missing, a vault is the place that needs no secret in the settings.
  const name = problem.startsWith('KEYS, KEYS_FILE or KEY_VAULT') ? 'KEY_VAULT' : (problem.split(' ')[0] ?? '');
  return `set ${name} in the environment, or under Values of ${displayPath(settingsFile)}; ${settingsList}`;
}

async function origins(variables: Variables): Promise<ReadonlyMap<string, readonly string[]>> {
  const { variables: withoutFile } = await localEnvironment({ PORT: variables.PORT }, 'none', 'table');
  const found = new Map<string, string[]>();
  for (const name of Object.keys(settingsSchema.schema.properties)) {
    if (!variables[name]) continue;
    const isDefault = variables[name] === withoutFile[name];
    const origin = process.env[name] ? 'the environment' : isDefault ? defaults : displayPath(settingsFile);
    found.set(origin, [...(found.get(origin) ?? []), name]);
  }
  return found;
}
