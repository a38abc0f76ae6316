// azure.yaml, the parameters and the hooks, as azd reads them.
import { access, constants, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { infra } from './snapshot.ts';

const root = join(infra, '..');

interface Hook {
  readonly posix: { readonly shell: string; readonly run: string };
  readonly windows: { readonly shell: string; readonly run: string };
}
interface Project {
  readonly services: { readonly tessera: { readonly hooks: Readonly<Record<string, Hook>> } & Record<string, unknown> };
  readonly hooks: Readonly<Record<string, Hook>>;
}

const project = parse(await readFile(join(root, 'azure.yaml'), 'utf8')) as Project;
const hooks = { ...project.services.tessera.hooks, ...project.hooks };

it('deploys the folder that npm run package leaves, without a build in Azure', async () => {
  const { hooks: _hooks, ...service } = project.services.tessera;
  expect(service).toEqual({ host: 'function', language: 'ts', project: '.', dist: 'out/package', remoteBuild: false });
  // azd stops at remoteBuild: false if this file excludes node_modules.
  const ignored = (await readFile(join(root, '.funcignore'), 'utf8'))
    .split('\n')
    .filter((line) => !/^(#|$)/.test(line));
  expect(ignored.findLast((line) => line === '*' || line.endsWith('node_modules'))).toBe('!node_modules');
});

it('has each hook for sh and for PowerShell, and no other script', async () => {
  expect(Object.keys(hooks).sort()).toEqual(['postdeploy', 'postprovision', 'prepackage']);
  for (const [name, { posix, windows }] of Object.entries(hooks)) {
    expect(posix, name).toEqual({ shell: 'sh', run: `infra/scripts/${name}.sh` });
    expect(windows, name).toEqual({ shell: 'pwsh', run: `infra/scripts/${name}.ps1` });
    if (process.platform !== 'win32') await access(join(root, posix.run), constants.X_OK);
  }
  const scripts = Object.values(hooks).flatMap(({ posix, windows }) => [posix.run, windows.run]);
  expect((await readdir(join(infra, 'scripts'))).map((file) => `infra/scripts/${file}`).sort()).toEqual(scripts.sort());
});

it('gives both scripts of a hook the same commands', async () => {
  const commands = async (file: string) =>
    (await readFile(join(root, file), 'utf8'))
      .split('\n')
      .flatMap((line) => /\b(npm (?:run|ci)[^;|{$"]*[^;|{$"\s])/.exec(line)?.[1] ?? [])
      .sort();
  for (const { posix, windows } of Object.values(hooks))
    expect(await commands(windows.run)).toEqual(await commands(posix.run));
});

it('can set each parameter with azd env set, except who deploys', async () => {
  const { parameters } = JSON.parse(await readFile(join(infra, 'main.parameters.json'), 'utf8')) as {
    parameters: Record<string, { value: string }>;
  };
  const declared = [...(await readFile(join(infra, 'main.bicep'), 'utf8')).matchAll(/^param (\w+)/gm)].map(
    ([, name]) => name,
  );
  expect(['principalId', ...Object.keys(parameters)].sort()).toEqual(declared.sort());
  const page = await readFile(join(root, 'docs', 'deploy.md'), 'utf8');
  for (const { value } of Object.values(parameters)) {
    const [, variable = ''] = /^\$\{([A-Z_]+)\}$/.exec(value) ?? [];
    expect(page, `docs/deploy.md describes ${value}`).toContain(`\`${variable}\``);
  }
});

it('has no main.bicepparam, which azd would take for the parameters', async () => {
  expect(await readdir(infra)).not.toContain('main.bicepparam');
});
