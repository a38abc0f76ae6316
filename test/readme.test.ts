// Every command of the README and snippet of docs/tokens.md that a reader can paste is run against what `npm start` starts;
// those of the command line in test/cli/readme.test.ts, client records in test/docs/reference.test.ts.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerIds, errorUriOf } from './support/error-uri.ts';
import { patientProcess } from './support/patient-processes.ts';
import { temporaryFile } from './support/server.ts';

const root = join(import.meta.dirname, '..');
const readme = await readFile(join(root, 'README.md'), 'utf8');
const tokens = await readFile(join(root, 'docs', 'tokens.md'), 'utf8');
const run = promisify(execFile);

/** The fenced blocks of a language, in order. */
function blocks(language: string, page = readme): string[] {
  return [...page.matchAll(/```(\w*)\n([\s\S]*?)```/g)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text);
}

let service: ChildProcess;
let port: number;
const printed: string[] = [];

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  port = address && typeof address === 'object' ? address.port : 0;
  probe.close();
  await once(probe, 'close');
  service = spawn(process.execPath, [join(root, 'out', 'start.js')], {
    env: {
      PORT: String(port),
      ISSUER: `http://localhost:${port}`,
      CLIENTS_FILE: join(root, 'local', 'demo-clients.json'),
      KEYS_FILE: `${await temporaryFile('')}.keys`,
      STORE: 'memory',
      ...patientProcess,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (!service.stdout) throw new Error('the output is piped');
  for await (const line of createInterface({ input: service.stdout })) {
    printed.push(line);
    if (line.startsWith('Ctrl-C')) break;
  }
});

afterAll(async () => {
  service.kill('SIGINT');
  await once(service, 'exit');
});

const here = (text: string) => {
  const [demo = ''] = /127\.0\.0\.1:\d+/.exec(printed.join('\n')) ?? [];
  return text.replaceAll('localhost:7071', `localhost:${port}`).replaceAll('127.0.0.1:7080', demo);
};

/** The request of a curl command: the README uses only `-u`, `-d` and a URL. */
async function curl(command: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const words = command.trim().split(/\s+/);
  const after = (flag: string) => words.flatMap((word, index) => (words[index - 1] === flag ? [word] : []));
  const response = await fetch(words.at(-1) ?? '', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${Buffer.from(after('-u')[0] ?? '').toString('base64')}`,
    },
    body: after('-d').join('&'),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

/** Values that differ from run to run. */
const changing = ['access_token', 'timestamp', 'trace_id', 'correlation_id', 'error_uri'];

describe('the README', () => {
  it('shows what npm start prints', () => {
    const [shown = ''] = blocks('');
    expect(printed.join('\n')).toContain(here(shown).trim());
  });

  it('shows the answers that its curl commands get', async () => {
    const commands = blocks('sh').filter((text) => text.startsWith('curl'));
    const answers = blocks('json').filter((text) => text.startsWith('{'));
    expect(commands).toHaveLength(2);
    expect(answers).toHaveLength(2);
    for (const [index, command] of commands.entries()) {
      const { body } = await curl(here(command));
      const shown: Record<string, unknown> = JSON.parse(here(answers[index] ?? ''));
      expect(Object.keys(body)).toEqual(Object.keys(shown));
      if (shown.error_uri) {
        expect(shown.error_uri).toBe(errorUriOf(shown as unknown as AnswerIds, 70011, `http://localhost:${port}`));
      }
      for (const name of changing) delete shown[name];
      expect(body).toMatchObject(shown);
    }
  });

  it('links to JavaScript that runs unchanged', async () => {
    const snippets = blocks('js', tokens);
    expect(snippets).toHaveLength(3);
    for (const [index, snippet] of snippets.entries()) {
      // In the project's folder, where its imports resolve.
      const file = join(root, `tokens-snippet-${process.pid}-${index}.mjs`);
      await writeFile(file, here(snippet));
      const { stdout } = await run(process.execPath, [file]).finally(() => unlink(file));
      expect(stdout.trim()).toMatch([/^eyJ[\w.-]+$/, /^demo-job reports\.read$/, /^dpop$/][index] ?? /never/);
    }
  });
});
