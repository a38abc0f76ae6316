// `npm start` itself: npm, its shell, the service and its Azurite.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findShared } from '../../local/azurite-lock.ts';
import { type BuiltCopy, copyBuilt } from './built-copy.ts';

const root = join(import.meta.dirname, '..', '..');

let copy: BuiltCopy;
beforeAll(async () => {
  copy = await copyBuilt();
  await cp(join(root, 'package.json'), join(copy.folder, 'package.json'));
  // The build already exists.
  await mkdir(join(copy.folder, 'build'));
  await writeFile(join(copy.folder, 'build', 'build.js'), '');
});
afterAll(() => copy.remove());

it.each(['npm', 'its shell'])('ends the service and its Azurite when %s is told to end', async (whom) => {
  const { PATH = '' } = process.env;
  const npm = spawn('npm', ['start'], {
    cwd: copy.folder,
    env: { PATH, HOME: copy.folder, PORT: '0', DEMO_PORT: '0', npm_config_update_notifier: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  npm.stderr.resume();
  let output = '';
  await new Promise<void>((resolve, reject) => {
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Ctrl-C stops it.')) resolve();
    });
    npm.once('exit', () => reject(new Error(`npm start ended: ${output}`)));
  });
  const { service = 0 } = findShared(join(copy.folder, '.data', 'azurite')) ?? {};
  // The service holds both pipes, and its Azurite one: they close with the last.
  const closed = once(npm, 'close');
  if (whom === 'npm') npm.kill('SIGTERM');
  else process.kill(await parentOf(service), 'SIGTERM');
  await closed;
  expect(await readdir(join(copy.folder, '.data', 'azurite'))).toEqual(['tables.json']);
});

async function parentOf(pid: number): Promise<number> {
  const ps = spawn('ps', ['-o', 'ppid=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = await once(ps.stdout, 'data');
  return Number(String(chunk));
}
