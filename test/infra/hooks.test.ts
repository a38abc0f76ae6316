// The scripts that azd runs, against a vault. The azd of this test only prints a token, as azd does for the identity library.
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readKeyRing } from '../../shared/keys/key-ring-record.ts';
import { type KeyVaultStandIn, openKeyVaultStandIn } from '../support/key-vault-stand-in.ts';
import { temporaryFile } from '../support/server.ts';
import { infra } from './snapshot.ts';

const run = promisify(execFile);

let vault: KeyVaultStandIn;
let commands: string;
beforeAll(async () => {
  vault = await openKeyVaultStandIn();
  commands = join(dirname(await temporaryFile('')), 'azd-stand-in');
  await mkdir(commands, { recursive: true });
  await writeFile(
    join(commands, 'azd'),
    '#!/bin/sh\n[ "$1 $2" = "auth token" ] && echo \'{"token":"of azd","expiresOn":"2099-01-01T00:00:00Z"}\'\n',
  );
  await chmod(join(commands, 'azd'), 0o755);
});
afterAll(() => vault.close());

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function hook(name: string, environment: Readonly<Record<string, string>>): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const { NODE_EXTRA_CA_CERTS = '' } = vault.environment;
  const env = { PATH: `${commands}:${PATH}`, HOME, NODE_EXTRA_CA_CERTS, KEY_RING_PAUSE: '0', ...environment };
  return run('sh', [join(infra, 'scripts', `${name}.sh`)], { env }).then(
    (ran) => ({ code: 0, ...ran }),
    ({ code, stdout, stderr }: Ran) => ({ code, stdout, stderr }),
  );
}

// On Windows azd runs the scripts for PowerShell.
const onPosix = process.platform === 'win32' ? () => undefined : it;

onPosix('postprovision creates the first key ring once the new role works, and changes it no more', async () => {
  // ISSUER is what allows a vault on this machine.
  const environment = { KEY_VAULT: vault.url, ISSUER: 'http://localhost:7071', KEYS_FILE: 'not-this.json' };
  vault.trouble(() => (vault.requests.length === 0 ? 'forbidden' : undefined));
  const first = await hook('postprovision', environment);
  expect([first.code, first.stdout.split('\n')[0]]).toEqual([0, 'There was no key ring, so one has been created.']);
  expect(first.stderr).toMatch(/Attempt 1 of 20 failed\. A new role takes some minutes to work/);
  const [made, ...others] = vault.versions();
  expect(others).toEqual([]);
  const ring = JSON.parse(made?.value ?? '');
  expect(readKeyRing(ring)).toEqual(ring);
  for (const { secret } of ring.sealing) expect(first.stdout + first.stderr).not.toContain(secret);

  const again = await hook('postprovision', environment);
  expect([again.code, again.stdout.split('\n')[0]]).toEqual([0, 'There is a key ring. Nothing was changed.']);
  expect(vault.versions()).toEqual([made]);
});

onPosix('postprovision gives up with what to do, while the vault refuses', async () => {
  vault.trouble(() => 'forbidden');
  const environment = { KEY_VAULT: vault.url, ISSUER: 'http://localhost:7071', KEY_RING_ATTEMPTS: '2' };
  const ran = await hook('postprovision', environment);
  expect([ran.code, ran.stdout]).toEqual([1, '']);
  expect(ran.stderr).toContain(`The key ring could not be created in ${vault.url}; the last message is above.`);
  expect(ran.stderr).toContain('azd hooks run postprovision');
  expect((await hook('postprovision', {})).stderr).toContain('azd sets KEY_VAULT');
});

onPosix('postdeploy prints the issuer and the next commands', async () => {
  const { code, stdout } = await hook('postdeploy', {
    ISSUER: 'https://login.example.com',
    KEY_VAULT: 'https://kv-x.vault.azure.net',
    GRANTS_STORAGE__tableServiceUri: 'https://stx.table.core.windows.net',
  });
  expect(code).toBe(0);
  expect(stdout).toContain('\n  https://login.example.com\n');
  expect(stdout.match(/^ {2}npm run tessera -- (\w+)/gm)).toEqual([
    '  npm run tessera -- doctor',
    '  npm run tessera -- clients',
    '  npm run tessera -- selftest',
  ]);
  expect(stdout).toContain(
    'export ISSUER=https://login.example.com KEY_VAULT=https://kv-x.vault.azure.net GRANTS_STORAGE__tableServiceUri=https://stx.table.core.windows.net\n',
  );
});
