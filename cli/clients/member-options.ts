// The options of clients add and clients update, derived from client.schema.json: a new member needs no line here.
import { type Command, Option } from 'commander';
import * as clientSchema from '../../shared/clients/client.schema.json';
import * as rfc6749 from '../../shared/validation/rfc6749.schema.json';
import { refusal } from '../terminal/exit-codes.ts';
import { addScopes, onlyOnce, splitList } from './list-values.ts';

/** Set by the commands themselves. */
const ownMembers = ['client_id', 'client_secret', 'client_secrets'];

/** Options whose value is read otherwise than the schema says. */
const specialForms: Readonly<Record<string, { readonly value: string; readonly help: string }>> = {
  jwks: { value: '<file>', help: 'its public keys: a JWK Set, a JWK, or PEM; or JSON in place of the file' },
  federated_credentials: {
    value: '[value...]',
    help: 'each JSON: {"name": "…", "issuer": "…", "subject": "…", "audiences": ["…"]}',
  },
};

/** A list of scopes is one text (RFC 6749 section 3.3). */
const scopeMembers = ['scope', 'default_scope'];

interface MemberSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: MemberSchema;
  readonly else?: MemberSchema;
  readonly $ref?: string;
}

interface Member {
  readonly name: string;
  readonly schema: MemberSchema;
}

const members: readonly Member[] = Object.entries(clientSchema.schema.properties)
  .filter(([name]) => !ownMembers.includes(name))
  // `resolve` throws for references that it does not support.
  .map(([name, schema]) => ({ name, schema: resolve(schema as MemberSchema) }));

/** Those that `--unset` takes. */
const unsettable: readonly string[] = [...members.map(({ name }) => name), 'client_secrets'];

export function addMemberOptions(command: Command): Command {
  for (const { name, schema } of members) {
    const { value, help } = specialForms[name] ?? { value: formOf(schema), help: helpOf(schema) };
    const option = new Option(`--${dashed(name)} ${value}`, help);
    if (schema.type !== 'array') option.argParser<string>(scopeMembers.includes(name) ? addScopes : onlyOnce);
    command.addOption(option);
  }
  return command;
}

/**
 * The members that the options name. A value that does not fit is left to the schema to refuse.
 * @param options as commander read them
 */
export function membersOf(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    members.flatMap(({ name, schema }) => {
      const given = options[camelCased(name)];
      return given === undefined ? [] : [[name, memberValue(given, schema, name)]];
    }),
  );
}

/** @throws CommandError for a name that is no member */
export function memberNamed(name: string): string {
  const member = name.replace(/^--/, '').replaceAll('-', '_');
  if (unsettable.includes(member)) return member;
  throw refusal(`--unset ${name}: there is no such member. The members are:`, unsettable.map(dashed));
}

function memberValue(given: unknown, { type }: MemberSchema, name: string): unknown {
  // The option of a list without a value means an empty list.
  if (given === true) return [];
  if (Array.isArray(given)) return given.flatMap((each) => itemsOf(each, name === 'grant_types' ? 'names' : 'uris'));
  if (type === 'object') return itemOf(given);
  if (type === 'integer') return /^-?\d{1,15}$/.test(String(given)) ? Number(given) : given;
  if (type === 'boolean') return given === 'true' ? true : given === 'false' ? false : given;
  return given;
}

function itemsOf(given: unknown, items: 'uris' | 'names'): readonly unknown[] {
  if (typeof given === 'string' && !/^[[{]/.test(given)) return splitList(given, items);
  const item = itemOf(given);
  return Array.isArray(item) ? item : [item];
}

/** No URI begins with a brace or bracket, so this is JSON: a resource with its own scopes, a list of credentials. */
function itemOf(item: unknown): unknown {
  if (typeof item !== 'string' || !/^[[{]/.test(item)) return item;
  try {
    return JSON.parse(item);
  } catch {
    return item;
  }
}

function formOf({ type }: MemberSchema): string {
  if (type === 'array') return '[value...]';
  return type === 'integer' ? '<number>' : '<value>';
}

function helpOf({ description, type, minLength, maxLength, items, enum: values }: MemberSchema): string {
  if (description !== undefined) return description;
  if (type === 'boolean') return 'true or false';
  if (items) {
    const [first = {}, object] = items.else ? [resolve(items.else), true] : [resolve(items)];
    return `each ${first.description}${object ? ', or JSON: {"uri": "…", "scope": "…"}' : ''}`;
  }
  return values?.join(', ') ?? `${minLength} to ${maxLength} characters`;
}

/** @throws Error */
function resolve(schema: MemberSchema): MemberSchema {
  if (schema.$ref === undefined) return schema;
  const [file, pointer = ''] = schema.$ref.split('#/$defs/');
  const defs: unknown = file === '' ? clientSchema.schema : rfc6749.schema;
  const found = (defs as { readonly $defs: Readonly<Record<string, MemberSchema>> }).$defs[pointer];
  if (!found) throw new Error(`the client schema refers to ${schema.$ref}, which is not there`);
  return found;
}

function dashed(name: string): string {
  return name.replaceAll('_', '-');
}

function camelCased(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
