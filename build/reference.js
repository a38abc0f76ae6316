// Writes the tables of docs/reference.md from the schemas of the settings and of client records: `npm run docs`.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './compile-schema.js';

const page = join(root, 'docs', 'reference.md');
const files = {
  settings: 'shared/settings/settings.schema.json',
  client: 'shared/clients/client.schema.json',
  provider: 'shared/providers/provider.schema.json',
};

/**
 * @typedef {{ meaning: string, values?: string, default?: unknown, npmStart?: string, description?: string, type?: string,
 *   enum?: readonly string[], minLength?: number, maxLength?: number, items?: Member, $ref?: string }} Member
 */

/** @typedef {{ readonly required: readonly string[], readonly properties: Readonly<Record<string, Member>>, readonly $defs?: Readonly<Record<string, Member>> }} Schema */

const schemas = {
  settings: await readSchema(files.settings),
  client: await readSchema(files.client),
  provider: await readSchema(files.provider),
};

/** @param {string} file @returns {Promise<Schema>} */
async function readSchema(file) {
  return JSON.parse(await readFile(join(root, file), 'utf8'));
}

/** @param {string} text @throws {Error} if a table names an unknown member, or a member is not in exactly one table */
export function withTables(text) {
  const shown = /** @type {string[]} */ ([]);
  const written = text.replaceAll(
    /<!-- table (settings|client|provider): ([\w# ]+) -->\n[\s\S]*?<!-- end -->/g,
    (_, /** @type {keyof typeof files} */ which, /** @type {string} */ names) => {
      const members = names.split(' ');
      shown.push(...members.map((name) => `${which} ${name}`));
      return `<!-- table ${which}: ${names} -->\n\n${tableOf(which, members)}\n\n<!-- end -->`;
    },
  );
  const known = Object.entries(schemas).flatMap(([which, { properties }]) =>
    Object.keys(properties).map((name) => `${which} ${name}`),
  );
  const wrong = [...new Set([...known, ...shown])].filter(
    (name) => !known.includes(name) || shown.indexOf(name) < 0 || shown.indexOf(name) !== shown.lastIndexOf(name),
  );
  if (wrong.length > 0) throw new Error(`docs/reference.md must have once: ${wrong.join(', ')}`);
  return written;
}

function tableOf(/** @type {keyof typeof files} */ which, /** @type {readonly string[]} */ names) {
  const { properties, required } = schemas[which];
  const rows = names.flatMap((name) => {
    const member = properties[name];
    return member
      ? [[`\`${name}\``, valuesOf(member), defaultOf(member, required.includes(name)), member.meaning]]
      : [];
  });
  const head = [which === 'settings' ? 'setting' : 'member', 'value', 'default', 'meaning'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {Member} member @returns {string} */
function valuesOf(member) {
  const { values, description, type, minLength, maxLength, items, $ref } = member;
  if (values !== undefined) return values;
  if (member.enum) return inWords(member.enum.map((value) => `\`${value}\``));
  if (description !== undefined) return description;
  if (type === 'boolean') return '`true` or `false`';
  if (items) return `a list; each ${valuesOf(items)}`;
  const defined = { ...schemas.client.$defs, ...schemas.provider.$defs }[$ref?.split('#/$defs/')[1] ?? ''];
  return defined ? valuesOf(defined) : `${minLength} to ${maxLength} characters`;
}

function inWords(/** @type {readonly string[]} */ values) {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function defaultOf(/** @type {Member} */ { default: value, npmStart }, /** @type {boolean} */ isRequired) {
  const own = isRequired ? 'required' : value === undefined ? '' : code(value);
  return [own, npmStart === undefined ? '' : `with \`npm start\`: ${code(npmStart)}`].filter(Boolean).join('; ');
}

function code(/** @type {unknown} */ value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

if (process.argv[1] === import.meta.filename) await writeFile(page, withTables(await readFile(page, 'utf8')));
