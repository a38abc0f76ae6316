// Options of a command that are the members of a record, derived from its schema: a new member needs no line here.
import { type Command, Option } from 'commander';
import { refusal } from './exit-codes.ts';
import { addScopes, itemOf, itemsOf, onlyOnce, pairsOf } from './list-values.ts';

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

export interface RecordForm {
  readonly schema: object;
  /** By file, those that `$ref` may name beside the schema. */
  readonly otherSchemas?: Readonly<Record<string, object>>;
  /** Set by the commands themselves. */
  readonly ownMembers: readonly string[];
  /** Options whose value is read otherwise than the schema says. */
  readonly specialForms?: Readonly<Record<string, { readonly value: string; readonly help: string }>>;
  /** A list of scopes is one text (RFC 6749 section 3.3). */
  readonly scopeMembers?: readonly string[];
  /** Lists of names, which have no commas; the others may. */
  readonly nameMembers?: readonly string[];
  /** Lists of texts that may have blanks and commas, so that each value is one. */
  readonly textMembers?: readonly string[];
  /** Objects that are given as `name=value`. */
  readonly pairMembers?: readonly string[];
  /** Members without an option that `--unset` takes. */
  readonly alsoUnset?: readonly string[];
}

export interface RecordOptions {
  addMemberOptions(command: Command): Command;
  /**
   * The members that the options name. A value that does not fit is left to the schema to refuse.
   * @param options as commander read them
   */
  membersOf(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** @throws CommandError for a name that is no member */
  memberNamed(name: string): string;
}

export function recordOptions(form: RecordForm): RecordOptions {
  const { ownMembers, specialForms = {}, scopeMembers = [], pairMembers = [], alsoUnset = [] } = form;
  const { properties } = form.schema as { readonly properties: Readonly<Record<string, MemberSchema>> };
  const members: readonly Member[] = Object.entries(properties)
    .filter(([name]) => !ownMembers.includes(name))
    // `resolve` throws for references that it does not support.
    .map(([name, schema]) => ({ name, schema: resolve(schema, form) }));
  const unsettable = [...members.map(({ name }) => name), ...alsoUnset];

  return {
    addMemberOptions(command) {
      for (const { name, schema } of members) {
        const isPairs = pairMembers.includes(name);
        const derived = { value: isPairs ? '[name=value...]' : formOf(schema), help: helpOf(schema, form) };
        const { value, help } = specialForms[name] ?? derived;
        const option = new Option(`--${dashed(name)} ${value}`, help);
        if (!value.includes('...')) option.argParser<string>(scopeMembers.includes(name) ? addScopes : onlyOnce);
        command.addOption(option);
      }
      return command;
    },
    membersOf: (options) =>
      Object.fromEntries(
        members.flatMap(({ name, schema }) => {
          const given = options[camelCased(name)];
          return given === undefined ? [] : [[name, memberValue(given, { name, schema }, form)]];
        }),
      ),
    memberNamed(name) {
      const member = name.replace(/^--/, '').replaceAll('-', '_');
      if (unsettable.includes(member)) return member;
      throw refusal(`--unset ${name}: there is no such member. The members are:`, unsettable.map(dashed));
    },
  };
}

function memberValue(given: unknown, { name, schema: { type } }: Member, form: RecordForm): unknown {
  if (form.pairMembers?.includes(name)) return given === true ? {} : pairsOf(given);
  // The option of a list without a value means an empty list.
  if (given === true) return [];
  const items = form.nameMembers?.includes(name) ? 'names' : 'uris';
  if (Array.isArray(given) && form.textMembers?.includes(name)) return given;
  if (Array.isArray(given)) return given.flatMap((each) => itemsOf(each, items));
  if (type === 'object') return itemOf(given);
  if (type === 'integer') return /^-?\d{1,15}$/.test(String(given)) ? Number(given) : given;
  if (type === 'boolean') return given === 'true' ? true : given === 'false' ? false : given;
  return given;
}

function formOf({ type }: MemberSchema): string {
  if (type === 'array') return '[value...]';
  return type === 'integer' ? '<number>' : '<value>';
}

function helpOf({ description, type, minLength, maxLength, items, enum: values }: MemberSchema, form: RecordForm) {
  if (description !== undefined) return description;
  if (type === 'boolean') return 'true or false';
  if (items) {
    const [first = {}, object] = items.else ? [resolve(items.else, form), true] : [resolve(items, form)];
    return `each ${first.description}${object ? ', or JSON: {"uri": "…", "scope": "…", "signing_alg": "RS256"}' : ''}`;
  }
  return values?.join(', ') ?? `${minLength} to ${maxLength} characters`;
}

/** @throws Error */
function resolve(schema: MemberSchema, { schema: own, otherSchemas = {} }: RecordForm): MemberSchema {
  if (schema.$ref === undefined) return schema;
  const [file = '', pointer = ''] = schema.$ref.split('#/$defs/');
  const defs = (file === '' ? own : otherSchemas[file]) as { readonly $defs?: Readonly<Record<string, MemberSchema>> };
  const found = defs?.$defs?.[pointer];
  if (!found) throw new Error(`the schema refers to ${schema.$ref}, which is not there`);
  return found;
}

function dashed(name: string): string {
  return name.replaceAll('_', '-');
}

function camelCased(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
