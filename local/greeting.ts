// What `npm start` prints: where the service is, and how to get a first token.

import { readTextFile } from '../shared/base/text-file.ts';
import { hostPaths, type PathName } from '../shared/http/paths.ts';
import { demoUser } from './demo-user.ts';
import { demoClientsFile } from './environment.ts';

export interface Running {
  readonly port: number;
  readonly issuer: string;
  readonly clientsFile: string;
  /** The demo page, when it is served. */
  readonly demo?: DemoGreeting;
}

interface DemoGreeting {
  readonly url: string;
  /** Why its user is not in the store, and what to do, in a few words. */
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

export async function greeting({ port, issuer, clientsFile, demo }: Running): Promise<string> {
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
    'A token:',
    '',
    `  curl -u ${await credentials(clients)} -d grant_type=client_credentials ${localUrl('token', issuer, port)}`,
    '',
    'Ctrl-C ends it.',
  ].join('\n');
}

export const userOfStore = 'one of your store: npm run tessera -- users add';

/** How to see the demo page. */
export function signIn({ url, withoutUser }: DemoGreeting): string[] {
  const { username, password } = demoUser;
  const user =
    withoutUser === undefined ? [`  user      ${username}`, `  password  ${password}`] : [`  user      ${withoutUser}`];
  return ['Try it in the browser:', '', `  open      ${url}`, ...user];
}

/** Where it is served, which an issuer behind a proxy or a tunnel does not tell. */
function localUrl(name: PathName, issuer: string, port: number): string {
  return `http://localhost:${port}/${hostPaths(name, issuer)[0]}`;
}

/** An ISSUER that was set for another port: clients compare it with where they found the metadata, and refuse it. */
function mismatch(issuer: string, port: number): string[] {
  const { protocol, hostname, port: named } = new URL(issuer);
  if (protocol !== 'http:' || Number(named || 80) === port) return [];
  return ['', `It names another port than ${port}: set ISSUER=http://${hostname}:${port}, or clients will refuse it.`];
}

interface ClientSummary {
  readonly id: string;
  readonly secret: string;
}

/** `demo-job` with its documented secret if it is registered so; no other secret is ever printed. */
async function credentials(clients: readonly ClientSummary[]): Promise<string> {
  const demo = (await readClients(demoClientsFile)).find(({ id }) => id === 'demo-job');
  const isRegistered = clients.some(({ id, secret }) => id === demo?.id && secret === demo.secret);
  return demo && isRegistered ? `${demo.id}:${demo.secret}` : 'CLIENT_ID:CLIENT_SECRET';
}

/** Empty when the file cannot be read: the app has said so by then, or reads it in a form that this does not know. */
async function readClients(file: string): Promise<readonly ClientSummary[]> {
  try {
    const records: unknown = JSON.parse(await readTextFile(file));
    if (!Array.isArray(records)) return [];
    return records.map(({ client_id, client_secret }) => ({ id: String(client_id), secret: String(client_secret) }));
  } catch {
    return [];
  }
}
