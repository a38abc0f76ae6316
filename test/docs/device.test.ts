// docs/device.md: its commands, requests and program work as they are written there.
import { readFile } from 'node:fs/promises';
import * as openidClient from 'openid-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { shellWords } from '../cli/shell-words.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { decide } from '../support/device.ts';
import { openPerson } from '../support/person.ts';
import { postForm, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { addTestUser } from '../support/users.ts';

const page = await readFile('docs/device.md', 'utf8');

function blocks(language: string): readonly string[] {
  return [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, name, text = '']) =>
    name === language ? [text.trim()] : [],
  );
}

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
beforeAll(async () => {
  azurite = await startTestAzurite();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  const clock = { now: () => started };
  server = await startServer({ clients: [], clock, isIssuerUrl: true, environment });
  cli = await openCommandLine({ ISSUER: server.url, GRANTS_STORAGE: azurite.connectionString });
  await addTestUser(server.service.store, 'ada');
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});
/** Fixed, so that no two polls are apart. */
const started = Date.now();

/** Sends the request of a curl command with `-d` alone. */
function curl(command: string, variables: Readonly<Record<string, string>> = {}): Promise<TestAnswer> {
  const filled = command.replace(/\$(\w+)/g, (_, name) => variables[name] ?? expect.fail(`no variable ${name}`));
  const [, url = '', ...options] = shellWords(filled.replaceAll('"', ''));
  const form = options.filter((_, index) => options[index - 1] === '-d').join('&');
  return postForm(server, new URL(url).pathname, form);
}

it('the commands register a client, and the requests get codes and tokens', async () => {
  const [register = '', ask = '', poll = ''] = blocks('sh');
  const [, , , , ...args] = shellWords(register);
  expect(await cli.call(args)).toMatchObject({ code: 0 });
  const asked = await curl(ask);
  expect(asked.status, asked.text).toBe(200);
  const shown = JSON.parse(blocks('json')[0] ?? '');
  expect(Object.keys(asked.json)).toEqual(Object.keys(shown));
  expect(asked.json).toMatchObject({ expires_in: shown.expires_in, interval: shown.interval });
  await decide(openPerson(server.url, [server]), asked.json.user_code, 'Allow');
  const tokens = await curl(poll, { DEVICE_CODE: asked.json.device_code });
  expect(tokens.status, tokens.text).toBe(200);
});

it('the program signs a user in', async () => {
  const [source = ''] = blocks('js');
  const lines = source.split('\n').filter((line) => !line.startsWith('import '));
  const program = lines.join('\n').replace('https://login.example.com', server.url);
  const person = openPerson(server.url, [server]);
  const print = (text: string) => {
    const [userCode = ''] = /[A-Z]{4}-[A-Z]{4}$/.exec(text) ?? [];
    return decide(person, userCode, 'Allow');
  };
  // http is for a loopback issuer alone, and the interval would make the test wait.
  const client = {
    ...openidClient,
    discovery: (url: URL, id: string, _metadata: undefined, authentication: openidClient.ClientAuth) =>
      openidClient.discovery(url, id, undefined, authentication, { execute: [openidClient.allowInsecureRequests] }),
    initiateDeviceAuthorization: async (...asked: Parameters<typeof openidClient.initiateDeviceAuthorization>) => ({
      ...(await openidClient.initiateDeviceAuthorization(...asked)),
      interval: 0.01,
    }),
  };
  const body = `${program.replace('console.log(', 'await print(')}\nreturn tokens;`;
  // biome-ignore lint/security/noGlobalEval: it runs the program of the page
  const run = eval(`async (client, print) => { ${body} }`);
  expect(await run(client, print)).toMatchObject({ token_type: 'bearer', id_token: expect.any(String) });
});
