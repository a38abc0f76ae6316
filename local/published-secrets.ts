// The secrets of the demo clients are published with the source: harmless on this machine, open doors elsewhere.
import { readFile } from 'node:fs/promises';
import { isLoopback } from '../shared/base/loopback.ts';
import { readTextFile } from '../shared/base/text-file.ts';
import { demoClientsFile } from './environment.ts';
import { StartError } from './start-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws StartError when a client has such a secret, the issuer is not a loopback one, and DEMO is not `true` */
export async function refusePublishedSecrets({ ISSUER = '', CLIENTS_FILE = '', DEMO }: Variables): Promise<void> {
  // The app refuses an invalid issuer itself.
  if (!URL.canParse(ISSUER) || isLoopback(ISSUER) || DEMO === 'true') return;
  const published = secretsOf(await readFile(demoClientsFile, 'utf8'));
  const used = secretsOf(await readTextFile(CLIENTS_FILE).catch(() => '[]'));
  if (!used.some((secret) => published.includes(secret))) return;
  throw new StartError(
    `The secrets of the demo clients are published, and others can reach the issuer ${ISSUER}. Set CLIENTS_FILE to your own clients, or DEMO=true to use the demo clients all the same.`,
  );
}

function secretsOf(text: string): readonly string[] {
  return [...text.matchAll(/"client_secret"\s*:\s*("(?:[^"\\]|\\.)*")/g)].map(([, secret = '']) => secret);
}
