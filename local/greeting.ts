// What `npm start` prints: where the service is, and how to get a first token.

import { readTextFile } from '../shared/base/text-file.ts';
import { hostPaths, type PathName } from '../shared/http/paths.ts';
import { demoUser } from './demo-user.ts';
import { demoClientsFile } from './environment.ts';

export interface GreetingContent {
  readonly port: number;
  readonly issuer: string;
  readonly clientsFile: string;
  readonly demo?: DemoGreeting;
}

interface DemoGreeting {
  readonly url: string;
  /** Who can sign in, when the store does not have the demo user. */
  readonly withoutUser?: string;
}

const listed: readonly [label: string, name: PathName][] = [
  ['token', 'token'],
  ['authorize', 'authorize'],
  ['jwks', 'jwks'],
  ['errors', 'error'],
  ['metadata', 'oauthMetadata'],
  ['', 'openidMetadata'],
];

export async function greeting({ port, issuer, clientsFile, demo }: GreetingContent): Promise<string> {
  const clients = await readClients(clientsFile);
  const urls = listed.map(([label, name]) => `  ${label.padEnd(9)} ${localUrl(name, issuer, port)}`);
  const ids = clientsFile === demoClientsFile ? `demo: ${clients.map(({ id }) => id).join(', ')}` : clientsFile;
  return [
    `The issuer is ${issuer}`,
    ...mismatch(issuer, port),
    '',
    ...urls,
    '',
    `  clients   ${ids}`,
    ...(demo ? ['', ...signIn(demo)] : []),
    '',
    'Get a token:',
    '',
    `  curl -u ${await credentials(clients)} -d grant_type=client_credentials ${localUrl('token', issuer, port)}`,
    '',
    'Ctrl-C stops it.',
  ].join('\n');
}

export const userOfLoginApp = 'one of your login app (SIGN_IN=handoff)';

export const userOfStore = 'a user of your store: npm run tessera -- users add';

export function signIn({ url, withoutUser }: DemoGreeting): string[] {
  const { username, password } = demoUser;
  const user =
    withoutUser === undefined ? [`  user      ${username}`, `  password  ${password}`] : [`  user      ${withoutUser}`];
  return ['Try it in the browser:', '', `  open      ${url}`, ...user];
}

/** The issuer may be the address of a proxy or a tunnel. */
function localUrl(name: PathName, issuer: string, port: number): string {
  return `http://localhost:${port}/${hostPaths(name, issuer)[0]}`;
}

/** Clients refuse metadata whose issuer is not the address that they asked. */
function mismatch(issuer: string, port: number): string[] {
  const { protocol, hostname, port: named } = new URL(issuer);
  if (protocol !== 'http:' || Number(named || 80) === port) return [];
  return ['', `Its port is not ${port}, so clients will refuse it. Set ISSUER=http://${hostname}:${port}`];
}

interface ClientSummary {
  readonly id: string;
  readonly secret: string;
}

/** `demo-job` if it has its published secret; no other secret is ever printed. */
async function credentials(clients: readonly ClientSummary[]): Promise<string> {
  const demo = (await readClients(demoClientsFile)).find(({ id }) => id === 'demo-job');
  const isRegistered = clients.some(({ id, secret }) => id === demo?.id && secret === demo.secret);
  return demo && isRegistered ? `${demo.id}:${demo.secret}` : 'CLIENT_ID:CLIENT_SECRET';
}

/** Empty when the file cannot be read: the app reports that, or knows a format that this does not. */
async function readClients(file: string): Promise<readonly ClientSummary[]> {
  try {
    const records: unknown = JSON.parse(await readTextFile(file));
    if (!Array.isArray(records)) return [];
    return records.map(({ client_id, client_secret }) => ({ id: String(client_id), secret: String(client_secret) }));
  } catch {
    return [];
  }
}
