// Serves an unpacked package: the entry file of its package.json, as the Functions worker would load it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadApp, startHost } from '../../local/host.ts';

const [folder = '', port = ''] = process.argv.slice(2);
const { main } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
const app = await loadApp(() => import(pathToFileURL(join(folder, main)).href));
const host = await startHost(app, {
  port: Number(port),
  log: (_level, message) => process.stderr.write(`${message}\n`),
});
process.send?.('listening');
process.once('disconnect', () => void host.close().then(() => process.exit()));
