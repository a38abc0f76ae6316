// The demo clients have secrets that are published with the source: on this machine they do no harm, elsewhere anybody has them.
import { readFile } from 'node:fs/promises';
import { isLoopback } from '../shared/base/loopback.ts';
import { readTextFile } from '../shared/base/text-file.ts';
import { demoClientsFile } from './environment.ts';
import { StartError } from './start-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws StartError when a client of the file has such a secret, others than this machine reach the issuer, and DEMO is not `true` */
export async function refusePublishedSecrets({ ISSUER = '', CLIENTS_FILE = '', DEMO }: Variables): Promise<void> {
  // What is wrong with the issuer is said by the app.
  if (!URL.canParse(ISSUER) || isLoopback(ISSUER) || DEMO === 'true') return;
  const published = secretsOf(await readFile(demoClientsFile, 'utf8'));
  const used = secretsOf(await readTextFile(CLIENTS_FILE).catch(() => '[]'));
  if (!used.some((secret) => published.includes(secret))) return;
  throw new StartError(
    `The demo clients have secrets that everybody knows, and ISSUER is ${ISSUER}, which others reach. Set CLIENTS_FILE to clients of your own, or DEMO=true if that is meant.`,
  );
}

function secretsOf(text: string): readonly string[] {
  return [...text.matchAll(/"client_secret"\s*:\s*("(?:[^"\\]|\\.)*")/g)].map(([, secret = '']) => secret);
}
