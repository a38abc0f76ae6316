import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

/** From the bottom up: a room imports only rooms of lower floors, including types. Files in the root are above all floors. */
const floors: readonly (readonly string[])[] = [
  ['shared/base', 'shared/log'],
  ['shared/errors'],
  ['shared/validation', 'shared/store'],
  ['shared/http', 'shared/keys', 'shared/grants', 'shared/guessing'],
  [
    'shared/clients',
    'shared/users',
    'shared/browser',
    'shared/html',
    'shared/remote',
    'shared/telemetry',
    'shared/dpop',
    'shared/key-vault',
    'shared/upkeep',
  ],
  [
    'shared/tokens',
    'shared/client-auth',
    'shared/settings',
    'shared/rotation',
    'shared/providers',
    'shared/accounts',
    'shared/logout',
  ],
  ['shared/serving'],
  ['authorize/texts', 'error-page/texts', 'home/texts', 'sign-out/texts', 'token/exchange'],
  ['authorize/pages', 'sign-out/pages', 'token/grants'],
  [
    'authorize',
    'device-authorization',
    'error-page',
    'health',
    'home',
    'introspect',
    'jwks',
    'metadata',
    'revoke',
    'sign-out',
    'token',
    'userinfo',
  ],
  ['.'],
  ['examples/demo', 'examples/handoff'],
  ['local'],
  ['cli/terminal'],
  ['cli/credentials', 'cli/deployment'],
  ['cli/clients/foreign'],
  [
    'cli/clients',
    'cli/consents',
    'cli/doctor',
    'cli/explain',
    'cli/grants',
    'cli/keys',
    'cli/lint',
    'cli/providers',
    'cli/selftest',
    'cli/users',
  ],
  ['cli'],
  ['build'],
  ['bench/commands', 'bench/scale', 'bench/soak', 'bench/start-up', 'bench/store-size'],
  ['bench/servers', 'bench/measure'],
  ['bench/servers/peers', 'bench/parts'],
  ['bench/report'],
  ['bench/platform'],
  ['bench'],
];

const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

/** Endpoint folders, which must not import each other. */
const endpoints = new Set(
  floors
    .slice(7, 10)
    .flat()
    .map((room) => room.split('/')[0]),
);

const root = join(import.meta.dirname, '../..');
const outside = ['node_modules', 'dist', 'out', 'test'];

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) =>
    /\.(?:ts|js)$/.test(file) &&
    !file.startsWith('.') &&
    !outside.some((name) => file.startsWith(`${name}/`) || file.startsWith(`bench/${name}/`)) &&
    file !== 'vitest.config.js',
);

/** The imports of a file by `from`, `import` and `import(…)`. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const paths = [...text.matchAll(/(?:from|import|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) => path);
  return paths.map((path) => normalize(join(dirname(file), path))).filter((path) => path !== 'package.json');
}

const imports = sources.flatMap((file) => importsOf(file).map((imported) => ({ file, imported })));

function isUpward({ file, imported }: { readonly file: string; readonly imported: string }): boolean {
  const [from, to] = [dirname(file), dirname(imported)];
  if (from === to) return false;
  const areTwoEndpoints = [file, imported].every((each) => endpoints.has(each.split('/')[0]));
  if (areTwoEndpoints && file.split('/')[0] !== imported.split('/')[0]) return true;
  return (floorOf.get(to) ?? Number.POSITIVE_INFINITY) >= (floorOf.get(from) ?? Number.NEGATIVE_INFINITY);
}

it('reads the imports of every room', () => {
  expect(imports.length).toBeGreaterThan(1000);
  expect([...new Set(sources.map((file) => dirname(file)))].filter((room) => !floorOf.has(room))).toEqual([]);
  expect([...floorOf.keys()].filter((room) => !sources.some((file) => dirname(file) === room))).toEqual([]);
});

it('allows a room to import only rooms of lower floors', () => {
  expect(imports.filter(isUpward).map(({ file, imported }) => `${file} imports ${imported}`)).toEqual([]);
});

it('finds an import in the wrong direction', () => {
  const turned = [
    { file: 'shared/store/store.ts', imported: 'shared/grants/grants.ts' },
    { file: 'shared/users/user.ts', imported: 'shared/clients/client.ts' },
    { file: 'shared/http/form.ts', imported: 'token/endpoint.ts' },
    { file: 'token/endpoint.ts', imported: 'revoke/endpoint.ts' },
    { file: 'token/endpoint.ts', imported: 'routes.ts' },
    { file: 'metadata/document.ts', imported: 'token/grants/index.ts' },
    { file: 'local/start.ts', imported: 'cli/tessera.ts' },
  ];
  expect(turned.filter((each) => !isUpward(each))).toEqual([]);
});

it('finds no file below serving/ that names Service or Settings', () => {
  const named = imports.filter(
    ({ file, imported }) =>
      /^shared\/(?!serving|settings)/.test(file) &&
      /^shared\/(?:serving\/service|settings\/settings)\.ts$/.test(imported),
  );
  expect(named).toEqual([]);
});

it('draws the floors of shared/ as docs/design.md does', () => {
  const page = readFileSync(join(root, 'docs', 'design.md'), 'utf8');
  const drawn = [...page.matchAll(/^\| (\d) \| `([\w-]+)\/` \|/gm)].map(([, floor, room]) => [
    Number(floor),
    `shared/${room}`,
  ]);
  const held = floors.slice(0, 7).flatMap((rooms, floor) => rooms.map((room) => [floor + 1, room]));
  expect(drawn.toSorted()).toEqual(held.toSorted());
});
