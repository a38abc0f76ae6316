// Writes the type of a valid request next to its schema: for `<name>.schema.json`, the file `<name>.schema.d.json.ts`.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { root } from './compile-schema.js';

/** Folders without request schemas. Those in `shared/` are of records, whose types are written by hand. */
const otherFolders = ['node_modules', 'dist', 'out', 'shared', 'test'];

export async function requestSchemas() {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter(
    (each) => each.isDirectory() && !each.name.startsWith('.') && !otherFolders.includes(each.name),
  );
  const files = await Promise.all(
    folders.map(async ({ name }) =>
      (await readdir(join(root, name), { recursive: true })).map((file) => join(root, name, file)),
    ),
  );
  return files
    .flat()
    .filter((file) => file.endsWith('.schema.json'))
    .toSorted();
}

export function typesFile(/** @type {string} */ schemaFile) {
  return schemaFile.replace(/\.json$/, '.d.json.ts');
}

/** The source of the declaration file: an interface, and the compiled schema that narrows to it. @param {string} schemaFile */
export async function schemaTypes(schemaFile) {
  const schema = JSON.parse(await readFile(schemaFile, 'utf8'));
  const required = new Set(schema.required ?? []);
  const members = await Promise.all(
    Object.entries(schema.properties).map(
      async ([name, member]) => `  readonly ${name}${required.has(name) ? '' : '?'}: ${await typeOf(member)};`,
    ),
  );
  const name = `${pascalCase(basename(schemaFile, '.schema.json'))}Parameters`;
  const validator = relative(dirname(schemaFile), join(root, 'shared/validation/validator.ts'));
  return `// Made from ${basename(schemaFile)} by \`npm run build\`.
import type { CompiledSchema } from '${validator}';

export interface ${name} {
${members.join('\n')}
}

export declare const validate: CompiledSchema<${name}>['validate'];
export declare const schema: CompiledSchema<${name}>['schema'];
`;
}

export async function writeSchemaTypes() {
  for (const file of await requestSchemas()) {
    const types = await schemaTypes(file);
    const before = await readFile(typesFile(file), 'utf8').catch(() => undefined);
    if (before !== types) await writeFile(typesFile(file), types);
  }
}

/** @param {Record<string, any>} member @returns {Promise<string>} */
async function typeOf(member) {
  if (member.const !== undefined) return `'${member.const}'`;
  if (member.type === 'string' || member.type === 'boolean') return member.type;
  if (member.type === 'integer') return 'number';
  if (member.enum !== undefined) return member.enum.map((/** @type {string} */ each) => `'${each}'`).join(' | ');
  if (member.type === 'array') return `readonly ${await typeOf(member.items)}[]`;
  if (member.$ref === undefined) throw new Error(`No type is known for ${JSON.stringify(member)}.`);
  const [path, pointer = ''] = member.$ref.split('#');
  const referenced = JSON.parse(await readFile(join(root, path), 'utf8'));
  return typeOf(
    pointer
      .split('/')
      .slice(1)
      .reduce((/** @type {any} */ value, /** @type {string} */ key) => value[key], referenced),
  );
}

function pascalCase(/** @type {string} */ name) {
  return name.replace(/(?:^|-)(\w)/g, (_match, first) => first.toUpperCase());
}
