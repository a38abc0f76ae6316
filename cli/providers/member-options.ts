// The options of providers add and providers update.
import type { Command } from 'commander';
import * as providerSchema from '../../shared/providers/provider.schema.json';
import * as rfc6749 from '../../shared/validation/rfc6749.schema.json';
import { recordOptions } from '../terminal/record-options.ts';

type Members = Readonly<Record<string, unknown>>;

const languages = ['en', 'lv', 'nb'];

const options = recordOptions({
  schema: providerSchema.schema,
  otherSchemas: { '/shared/validation/rfc6749.schema.json': rfc6749.schema },
  ownMembers: ['id', 'client_secret', ...languages.map((language) => `label#${language}`)],
  specialForms: {
    claims_map: {
      value: '[name=claim...]',
      help: 'a name here and the claim of the provider, or a JSON Pointer; name= takes none',
    },
    required_claims: {
      value: '[name=value...]',
      help: 'a claim and the value that it must have; several values for one claim are alternatives',
    },
    authorization_parameters: { value: '[name=value...]', help: 'further parameters of each authorization request' },
    order: { value: '<number>', help: 'the place among the buttons, the lowest first' },
  },
  scopeMembers: ['scope'],
  nameMembers: ['allowed_tenants', 'allowed_domains', 'allowed_emails', 'login_domains'],
  textMembers: ['allowed_groups', 'allowed_subjects'],
  pairMembers: ['claims_map', 'required_claims', 'authorization_parameters'],
  alsoUnset: ['client_secret', ...languages.map((language) => `label_${language}`)],
});

export function addMemberOptions(command: Command): Command {
  options.addMemberOptions(command);
  for (const language of languages) command.option(`--label-${language} <value>`, `the label in this language`);
  return command;
}

/** A value that does not fit is left to the schema to refuse. */
export function membersOf(given: Members): Members {
  const labels = languages.flatMap((language) => {
    const label = given[`label${language[0]?.toUpperCase()}${language.slice(1)}`];
    return label === undefined ? [] : [[`label#${language}`, label] as const];
  });
  const members = { ...options.membersOf(given), ...Object.fromEntries(labels) };
  return Array.isArray(given.requiredClaims)
    ? { ...members, required_claims: requiredClaims(given.requiredClaims.map(String)) }
    : members;
}

/** @throws CommandError for a name that is no member */
export function memberNamed(name: string): string {
  return options.memberNamed(name).replace(/^label_/, 'label#');
}

/** What looks like a number, true or false is allowed as a text too, since providers differ. JSON says it exactly. */
function requiredClaims(texts: readonly string[]): unknown {
  const [first = ''] = texts;
  if (texts.length === 1 && first.startsWith('{')) return options.membersOf({ requiredClaims: texts }).required_claims;
  const claims = new Map<string, unknown[]>();
  for (const text of texts) {
    const [name = '', ...rest] = text.split('=');
    if (rest.length === 0) return text;
    const value = rest.join('=');
    const literal = /^(?:true|false|-?\d{1,15})$/.test(value) ? [JSON.parse(value) as unknown] : [];
    claims.set(name, [...(claims.get(name) ?? []), value, ...literal]);
  }
  return Object.fromEntries([...claims].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}
