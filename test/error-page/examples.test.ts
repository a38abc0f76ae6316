// Sends the example requests exactly as the pages show them.
import { expect, it } from 'vitest';
import { examples } from '../../error-page/examples.ts';
import { sha256 } from '../../shared/base/sha256.ts';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { job } from '../support/clients.ts';
import { basic, postForm, send, type TestAnswer } from '../support/request.ts';
import { issuer, verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const secret = 'a-secret-of-the-client-in-examples';
const oldSecret = 'an-older-one-of-the-client-in-examples';
const hashed = (text: string) => sha256(text).toString('hex');

const app = {
  ...job,
  client_id: 'app',
  client_secret: undefined,
  client_secrets: [{ sha256: hashed(oldSecret), expires_at: 1 }, { sha256: hashed(secret) }],
  grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
  redirect_uris: ['https://app.example/callback'],
  refresh_token_grace: 0,
};
const { client_secrets, ...withoutSecrets } = app;
const publicApp = {
  ...withoutSecrets,
  client_id: 'public',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code'],
  refresh_token_grace: undefined,
};

const server = useServer(() => {
  const clients = [app, { ...app, client_id: 'other' }, publicApp];
  // JSON drops undefined members.
  return { clients };
});

/** Tokens of a new grant of the app, refreshed once. */
async function signIn(): Promise<Record<'old' | 'newest', string>> {
  const post = async (form: Readonly<Record<string, string>>) =>
    (await postForm(server, '/token', form, { Authorization: basic('app', secret) })).json.refresh_token;
  const code = await server.issueCode('app');
  const old = await post({
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
    redirect_uri: 'https://app.example/callback',
  });
  return { old, newest: await post({ grant_type: 'refresh_token', refresh_token: old }) };
}

/** The values that a reader would insert, new for each request. */
async function variablesOf(command: string): Promise<Readonly<Record<string, string>>> {
  const tokens = command.includes('REFRESH_TOKEN') ? await signIn() : undefined;
  return {
    CLIENT_ID: 'app',
    CLIENT_SECRET: secret,
    OLD_CLIENT_SECRET: oldSecret,
    OTHER_CLIENT_ID: 'other',
    OTHER_CLIENT_SECRET: secret,
    PUBLIC_CLIENT_ID: 'public',
    CODE: await server.issueCode(command.includes('PUBLIC') ? 'public' : 'app'),
    CODE_VERIFIER: verifier,
    ...(tokens && { OLD_REFRESH_TOKEN: tokens.old, REFRESH_TOKEN: tokens.newest }),
  };
}

/** Sends the request as curl would, with the few options of the examples. */
async function run(command: string): Promise<TestAnswer> {
  const variables = await variablesOf(command);
  const words = (command.replaceAll('\\\n', '').match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) =>
    word
      .replace(/\$(\w+)/g, (_, name) => variables[name] ?? expect.fail(`no variable ${name}`))
      .replace(/"([^"]*)"|'([^']*)'/g, (quoted, double) => double ?? quoted.slice(1, -1)),
  );
  const after = (option: string) => words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
  const [curl, url = ''] = words;
  expect([curl, url.startsWith(issuer)]).toEqual(['curl', true]);
  const path = url.slice(issuer.length);
  const encoded = after('--data-urlencode').map((pair) => pair.replace(/(?<==).*$/, encodeURIComponent));
  const form = [...after('-d'), ...encoded].join('&');
  const [id = '', own = ''] = after('-u')[0]?.split(':') ?? [];
  const headers = { ...(id && { Authorization: basic(id, own) }), Accept: 'application/json' };
  if (words.includes('--get')) return send(server, `${path}?${form}`, { headers });
  const [json] = after('--json');
  return json === undefined
    ? postForm(server, path, form, headers)
    : postForm(server, path, json, { ...headers, 'Content-Type': 'application/json' });
}

const names = Object.keys(examples) as ErrorName[];

it.each(names)('shows a request that is answered with %s, and a valid one', async (name) => {
  const page = await send(server, `/error?error_code=${catalogue[name].number}`, {
    headers: { Accept: 'application/json' },
  });
  const before = await run(page.json.before);
  expect(before.json.error_codes, page.json.before).toEqual([catalogue[name].number]);
  const after = await run(page.json.after);
  expect(after.status, after.text).toBe(200);
});

it('shows no example for an error that no request can cause', () => {
  const isShown = (name: ErrorName) => names.includes(name);
  const faults = Object.entries(catalogue).filter(([, { isFault, isLogOnly }]) => isFault || isLogOnly);
  expect(faults.filter(([name]) => isShown(name as ErrorName))).toEqual([]);
});
