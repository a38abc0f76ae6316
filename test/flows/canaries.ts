// A distinct value in each place of a request that may hold a secret, sent to every endpoint.
import { randomBytes } from 'node:crypto';
import { paths } from '../../shared/http/paths.ts';
import { basic, type Served } from '../support/request.ts';

export interface Canaries {
  /** A new canary: letters and digits that occur nowhere else, long enough for a secret or a code verifier. */
  place(name: string): string;
  /** The places of the canaries that a text contains, in base64 too. */
  foundIn(text: string): readonly string[];
}

export function newCanaries(): Canaries {
  const places = new Map<string, string>();
  return {
    place(name) {
      const canary = `canary${randomBytes(24).toString('hex')}`;
      places.set(canary, name);
      return canary;
    },
    foundIn(text) {
      const decoded = (text.match(/[\w+/-]{40,}/g) ?? []).map((each) => Buffer.from(each, 'base64').toString('latin1'));
      const everything = [text, ...decoded].join('\n').toLowerCase();
      // Thousands of canaries in megabytes of log: one search for all.
      const found = new Set(everything.match(/canary[0-9a-f]{48}/g));
      return [...places].filter(([canary]) => found.has(canary)).map(([, name]) => name);
    },
  };
}

const form = 'application/x-www-form-urlencoded';

/** Endpoints that authenticate clients. In a short run, all others are asked as one client only. */
const withClients: readonly string[] = [
  paths.token,
  paths.par,
  paths.deviceAuthorization,
  paths.revoke,
  paths.introspect,
];

/** Every place for a secret, with and without a grant, well-formed and malformed. @returns the responses, headers included */
export async function sendEverywhere(
  server: Served,
  clients: readonly string[],
  { place }: Pick<Canaries, 'place'>,
): Promise<readonly string[]> {
  const answers: string[] = [];

  async function send(path: string, init: RequestInit): Promise<void> {
    const answer = await fetch(`${server.url}${path}`, { redirect: 'manual', ...init });
    answers.push(`${JSON.stringify([...answer.headers])} ${await answer.text()}`);
  }
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    send(path, { method: 'POST', headers: { 'Content-Type': form, ...headers }, body });

  for (const path of Object.values(paths)) {
    const isEachTried = process.env.LONG || withClients.includes(path);
    for (const id of isEachTried ? clients : clients.slice(0, 1)) {
      const named = (parameters: readonly string[]) =>
        new URLSearchParams({
          client_id: id,
          ...Object.fromEntries(parameters.map((name) => [name, place(`${path} ${name}`)])),
        });
      await post(path, `${named(['client_secret', 'token'])}`);
      await post(path, `${named(['token'])}`, { Authorization: basic(id, place(`${path} Basic`)) });
      const twice = { Authorization: basic(id, place(`${path} Basic beside a secret`)) };
      await post(path, `grant_type=client_credentials&${named(['client_secret', 'client_assertion'])}`, twice);
      await post(path, `${named(['client_assertion', 'token'])}&client_assertion_type=jwt`);
      await post(path, `${named(['client_secret'])}&client_secret=${place(`${path} second secret`)}`);
      for (const grant of ['authorization_code', 'refresh_token', 'client_credentials', 'password', 'unknown']) {
        const all = ['client_secret', 'code', 'code_verifier', 'refresh_token', 'username', 'password', 'assertion'];
        await post(path, `grant_type=${grant}&${named(all)}`);
        await post(path, `grant_type=${grant}&${named(['code', 'code_verifier', 'refresh_token'])}&redirect_uri=x`);
      }
    }
    const authorizations = ['Bearer', 'DPoP', 'Digest', ''].map((scheme) => `${scheme} ${place(`${path} ${scheme}`)}`);
    const broken = [basic('', place(`${path} no id`)), `Basic ${btoa(place(`${path} no colon`))}`];
    for (const authorization of [...authorizations, ...broken]) {
      await post(path, 'grant_type=client_credentials', { Authorization: authorization.trim() });
      await send(path, { headers: { Authorization: authorization.trim() } });
    }
    const others = { Cookie: `session=${place(`${path} cookie`)}`, DPoP: place(`${path} DPoP`) };
    await post(path, 'grant_type=client_credentials&client_id=web', others);
    await send(path, { headers: others });
    await post(path, `client_secret=${place(`${path} broken form`)}%`);
    await post(path, `client_secret=${place(`${path} latin1`)}%ff`);
    await post(path, JSON.stringify({ client_secret: place(`${path} JSON`) }), { 'Content-Type': 'application/json' });
    await post(path, place(`${path} whole body`), { 'Content-Type': 'text/plain' });
    await post(path, `token=${place(`${path} too large`)}${'x'.repeat(70_000)}`);
    for (const name of [
      'client_secret',
      'code',
      'refresh_token',
      'token',
      'access_token',
      'password',
      'id_token_hint',
    ]) {
      await send(`${path}?${name}=${place(`${path} query ${name}`)}`, {});
      await post(`${path}?${name}=${place(`${path} query ${name}`)}`, 'grant_type=client_credentials');
    }
  }
  return answers;
}
