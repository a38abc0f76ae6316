// openapi.yaml is valid, so are its examples, and what it lists is what the code has, in both directions.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { texts } from '../../error-page/texts/texts.ts';
import { openidMetadata } from '../../metadata/document.ts';
import { routes } from '../../routes.ts';
import { version } from '../../shared/base/version.ts';
import { credentialParameters } from '../../shared/client-auth/mechanisms.ts';
import { grantFacts } from '../../shared/clients/grant-types.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { type PathName, paths } from '../../shared/http/paths.ts';
import type { SigningAlg } from '../../shared/keys/key-ring-record.ts';
import { loaded } from '../../shared/serving/endpoint.ts';
import { grants } from '../../token/grants/index.ts';
import {
  type Media,
  type Operation,
  openApi,
  openApiFile,
  operationsOf,
  type Response,
  resolved,
  type Schema,
  validatorOf,
} from '../support/open-api.ts';
import { useServer } from '../support/use-server.ts';

const root = join(import.meta.dirname, '..', '..');
const document = openApi();
const { schemas } = document.components;

interface NamedOperation {
  readonly name: string;
  readonly operation: Operation;
}

const operations: readonly NamedOperation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(operationsOf(item)).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);

/** Every answer that is described, those to unsupported methods included. */
const answers = [
  ...operations.flatMap(({ name, operation }) =>
    Object.entries(operation.responses).map(([status, response]) => ({
      name,
      status: Number(status),
      response: resolved<Response>(response),
    })),
  ),
  ...Object.entries(document.paths).map(([path, item]) => ({
    name: `other methods of ${path}`,
    status: 405,
    response: resolved<Response>(item['x-unsupported-methods']),
  })),
];

it('is valid by the schema of OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(await readFile(openApiFile, 'utf8'))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

it('reads the same by YAML 1.1, which many tools speak', async () => {
  expect(parse(await readFile(openApiFile, 'utf8'), { version: '1.1' })).toEqual(document);
});

it('has the version of the package', () => {
  expect(document.info.version).toBe(version);
});

it('names each operation once', () => {
  const ids = operations.flatMap(({ operation }) => operation.operationId ?? []);
  expect(ids).toEqual([...new Set(ids)]);
});

it('refers to every component, and to nothing else', () => {
  const text = JSON.stringify(document);
  const referred = [...text.matchAll(/"(#\/components\/[^"]*)"/g)].map(([, reference = '']) => reference);
  expect(referred.filter((reference) => !resolved({ $ref: reference }))).toEqual([]);
  const components = Object.entries(document.components)
    .filter(([kind]) => kind !== 'securitySchemes')
    .flatMap(([kind, named]) => Object.keys(named).map((name) => `#/components/${kind}/${name}`));
  const isUsed = (component: string) =>
    referred.some((reference) => reference === component || reference.startsWith(`${component}/`));
  expect(components.filter((component) => !isUsed(component))).toEqual([]);
  const schemes = operations.flatMap(({ operation }) => (operation.security ?? []).flatMap(Object.keys));
  expect([...new Set(schemes)].sort()).toEqual(Object.keys(document.components.securitySchemes).sort());
});

describe('examples', () => {
  const media: readonly (readonly [string, Media])[] = [
    ...answers.flatMap(({ name, status, response }) =>
      Object.entries(response.content ?? {}).map(([type, each]) => [`${name} ${status} ${type}`, each] as const),
    ),
    ...operations.flatMap(({ name, operation }) =>
      Object.entries(operation.requestBody?.content ?? {}).map(([type, each]) => [`${name} ${type}`, each] as const),
    ),
  ];

  it('fit their schemas', () => {
    const wrong = media.flatMap(([name, { schema, examples = {} }]) =>
      Object.entries(examples).flatMap(([example, held]) => {
        const validate = validatorOf(schema);
        const { value } = resolved<{ readonly value: unknown }>(held);
        return validate(value) ? [] : [{ name, example, errors: validate.errors }];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('are there for every JSON answer', () => {
    const without = media.filter(([name, { examples }]) => name.endsWith(' application/json') && !examples);
    expect(without.map(([name]) => name)).toEqual([]);
  });
});

describe('routes', () => {
  it('are its paths', () => {
    expect(Object.keys(document.paths).sort()).toEqual(Object.values(paths).sort());
  });

  it.each(Object.entries(routes))('%s has the methods, CORS, proofs and pages of its endpoint', async (name, route) => {
    const endpoint = await loaded(route);
    const item = document.paths[paths[name as PathName]];
    if (!item) throw new Error('there is no such path');
    const ofPath = operationsOf(item);
    const parameters = Object.values(ofPath).flatMap(({ parameters = [] }) => parameters);
    const [options, other] = [ofPath.options?.responses[204], item['x-unsupported-methods']].map((each) =>
      resolved<Response>(each ?? {}),
    );
    expect({
      methods: Object.keys(ofPath),
      isCrossOrigin: 'Access-Control-Allow-Methods' in (options?.headers ?? {}),
      takesProofs: parameters.some((each) => resolved<{ readonly name: string }>(each).name === 'DPoP'),
      showsErrors: 'text/html' in (other?.content ?? {}),
    }).toEqual({
      methods: [...[endpoint.methods].flat().map((method) => method.toLowerCase()), 'options'],
      isCrossOrigin: endpoint.isCrossOrigin,
      takesProofs: endpoint.takesProofs ?? false,
      showsErrors: endpoint.showError !== undefined,
    });
  });
});

/** What the code checks of a parameter, beyond its type. */
interface Checked {
  readonly $ref?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Checked;
}

/** Without the checks that are not made. */
function checksOf({ pattern, maxLength, enum: values, const: only, items }: Checked): object {
  const checks = { pattern, maxLength, enum: values, const: only, items: items && checksOf(items) };
  return Object.fromEntries(Object.entries(checks).filter(([, value]) => value !== undefined));
}

/** A schema together with those that it refers to. */
function merged({ $ref, allOf = [], ...own }: Schema): Schema {
  const parts = [...($ref === undefined ? [] : [resolved<Schema>({ $ref })]), ...allOf].map(merged);
  return Object.assign({}, ...parts, own);
}

interface CheckedForm {
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, Checked>>;
}

async function readForm(file: string): Promise<CheckedForm> {
  const read = async (name: string) => JSON.parse(await readFile(join(root, name), 'utf8'));
  const form: CheckedForm = await read(file);
  const { $defs } = await read('shared/validation/rfc6749.schema.json');
  const properties = Object.entries(form.properties).map(([name, { $ref = '', ...own }]) => [
    name,
    { ...$defs[$ref.split('/').at(-1) ?? ''], ...own },
  ]);
  return { ...form, properties: Object.fromEntries(properties) };
}

const tokenForm = document.paths['/token']?.post?.requestBody?.content['application/x-www-form-urlencoded']?.schema as
  | (Schema & { readonly discriminator: { readonly mapping: Readonly<Record<string, string>> } })
  | undefined;
const ofGrants = tokenForm?.discriminator.mapping ?? {};

const forms: readonly (readonly [file: string, schema: string])[] = [
  ...[...grants.keys()].map((type) => {
    const name = type.split(':').at(-1)?.replaceAll('_', '-');
    return [`token/grants/${name}.schema.json`, ofGrants[type]?.split('/').at(-1) ?? 'missing'] as const;
  }),
  ['authorize/authorize.schema.json', 'AuthorizationRequest'],
  ['device-authorization/device-authorization.schema.json', 'DeviceAuthorizationRequest'],
  ['revoke/revoke.schema.json', 'OwnToken'],
  ['introspect/introspect.schema.json', 'OwnToken'],
];

describe('parameters', () => {
  it('of client authentication are those of its mechanisms', () => {
    expect(Object.keys(schemas.ClientCredentials?.properties ?? {}).sort()).toEqual([...credentialParameters].sort());
  });

  it('of /token are described for each grant type', () => {
    expect(Object.keys(ofGrants)).toEqual(Object.keys(grantFacts));
    expect(tokenForm?.oneOf?.map(({ $ref }) => $ref)).toEqual(Object.values(ofGrants));
  });

  it.each(forms)('of %s are those of %s, with the same checks', async (file, name) => {
    const code = await readForm(file);
    const { properties = {}, required = [] } = schemas[name] ?? {};
    expect(Object.keys(properties).sort()).toEqual(Object.keys(code.properties).sort());
    expect(required.filter((each) => each !== 'grant_type')).toEqual(code.required ?? []);
    for (const [parameter, checked] of Object.entries(code.properties)) {
      // The document says more where the code checks in its own words, such as the values of grant_type.
      expect(checksOf(merged(properties[parameter] ?? {})), parameter).toMatchObject(checksOf(checked));
    }
  });

  it('of GET /authorize are those of its form', () => {
    const query = document.paths['/authorize']?.get?.parameters?.map((each) => resolved<{ name: string }>(each).name);
    expect(query).toEqual(Object.keys(schemas.AuthorizationRequest?.properties ?? {}));
  });
});

const rows = Object.values(catalogue).filter(({ isLogOnly }) => !isLogOnly);

/** The errors that a described answer can have; undefined for one that is not an error. */
function errorsOf({ content }: Response): readonly unknown[] | undefined {
  const schema = content?.['application/json']?.schema;
  if (!schema?.allOf?.some(({ $ref }) => $ref === '#/components/schemas/Error')) return undefined;
  return schema.properties?.error?.enum ?? schemas.Error?.properties?.error?.enum;
}

describe('errors', () => {
  it('are those of the catalogue', () => {
    const names = [...new Set(rows.map(({ error }) => error))].sort();
    for (const name of ['Error', 'ErrorHelp']) {
      expect([...(schemas[name]?.properties?.error?.enum ?? [])].sort(), name).toEqual(names);
    }
  });

  it('have the statuses of the catalogue', () => {
    const ofRows = new Set(rows.map(({ status, error }) => `${status} ${error}`));
    const inBodies = answers.flatMap(({ status, response }) =>
      (errorsOf(response) ?? []).map((error) => `${status} ${error}`),
    );
    expect([...new Set(inBodies)].filter((each) => !ofRows.has(each))).toEqual([]);
    // Some are sent to the app alone.
    const inRedirects = (schemas.AuthorizationErrorResponse?.properties?.error?.enum ?? []).map(
      (error) => `400 ${error}`,
    );
    const described = new Set([...inBodies, ...inRedirects]);
    expect([...ofRows].filter((each) => !described.has(each))).toEqual([]);
  });

  it('say on their pages whether a retry helps', () => {
    const { kind } = schemas.ErrorHelp?.properties?.retry?.properties ?? {};
    expect([...(kind?.enum ?? [])].sort()).toEqual(Object.keys(texts.en.retry).sort());
  });
});

const signingAlgs: Readonly<Record<SigningAlg, true>> = { RS256: true, ES256: true, PS256: true, EdDSA: true };

describe('metadata', () => {
  const server = useServer({ environment: { PASSWORD_GRANT: 'true' } });

  it('has the members and the values of the documents', () => {
    const published = openidMetadata(server.service, Object.keys(signingAlgs));
    const properties = { ...schemas.ServerMembers?.properties, ...schemas.OpenIdMetadata?.properties };
    const required = [...(schemas.ServerMembers?.required ?? []), ...(schemas.OpenIdMetadata?.required ?? [])];
    expect(Object.keys(properties).sort()).toEqual(Object.keys(published).sort());
    expect(required.sort()).toEqual(Object.keys(published).sort());
    const lists = Object.entries(published).filter(([, value]) => Array.isArray(value));
    for (const [name, values] of lists) {
      expect(merged(properties[name]?.items ?? {}).enum, name).toEqual(values);
    }
  });
});
