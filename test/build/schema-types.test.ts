import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../build/compile-schema.js';
import { requestSchemas, schemaTypes, typesFile } from '../../build/schema-types.js';
import { grants } from '../../token/grants/index.ts';

const schemas = await requestSchemas();
const grantFiles = await readdir(join(root, 'token/grants'));

it('finds every schema of a request', () => {
  const ofGrants = grantFiles.filter((name) => name.endsWith('.schema.json')).map((name) => `token/grants/${name}`);
  expect(ofGrants).toHaveLength(grants.size);
  expect(schemas.map((file) => relative(root, file))).toEqual([
    'authorize/authorize.schema.json',
    'authorize/handoff-result.schema.json',
    'device-authorization/device-authorization.schema.json',
    'introspect/introspect.schema.json',
    'revoke/revoke.schema.json',
    ...ofGrants.sort(),
  ]);
});

it.each(schemas)('has the current type of %s, as `npm run build` writes it', async (file) => {
  expect(await readFile(typesFile(file), 'utf8')).toBe(await schemaTypes(file));
});
