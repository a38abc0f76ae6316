import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../build/compile-schema.js';
import { requestSchemas, schemaTypes, typesFile } from '../../build/schema-types.js';

const schemas = await requestSchemas();

it('every schema of a request is found', () => {
  expect(schemas.map((file) => relative(root, file))).toEqual([
    'authorize/authorize.schema.json',
    'introspect/introspect.schema.json',
    'revoke/revoke.schema.json',
    'token/grants/authorization-code.schema.json',
    'token/grants/client-credentials.schema.json',
    'token/grants/password.schema.json',
    'token/grants/refresh-token.schema.json',
  ]);
});

it.each(schemas)('the type of %s is the one that `npm run build` makes', async (file) => {
  expect(await readFile(typesFile(file), 'utf8')).toBe(await schemaTypes(file));
});
