// Fetches what the issuer publishes, as a client would.
import { isCheckout } from '../../local/environment.ts';
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import { paths } from '../../shared/http/paths.ts';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import type { Finding } from './finding.ts';

/** @param ring that the issuer should publish, if any */
export async function checkIssuer(issuer: string, ring: KeyRingRecord | undefined): Promise<readonly Finding[]> {
  if (!URL.canParse(issuer)) return [];
  const metadata = await fetchJson(`${issuer}${paths.oauthMetadata}`);
  if ('problem' in metadata) return [unreachable(issuer, metadata.problem)];
  const named = metadata.json.issuer;
  const isSame = named === issuer;
  const first: Finding = isSame
    ? { check: 'issuer', is: 'ok', what: `${issuer} answers with its metadata` }
    : {
        check: 'issuer',
        is: 'wrong',
        what: `the metadata at ${issuer} has another issuer, ${JSON.stringify(named).slice(0, 300)}`,
        todo: 'set ISSUER to the same value here and in the app: clients compare it byte by byte',
      };
  return [first, ...(ring ? await checkPublished(issuer, ring) : [])];
}

async function checkPublished(issuer: string, ring: KeyRingRecord): Promise<readonly Finding[]> {
  const jwks = await fetchJson(`${issuer}${paths.jwks}`);
  if ('problem' in jwks) return [unreachable(issuer, jwks.problem)];
  const { keys } = jwks.json;
  const published = Array.isArray(keys) ? keys.map((key: unknown) => kidOf(key)) : [];
  const missing = ring.signing.filter(({ status, kid }) => status !== 'retired' && !published.includes(kid));
  if (missing.length === 0) return [{ check: 'issuer', is: 'ok', what: 'the issuer publishes the keys of the ring' }];
  return missing.map(
    ({ kid, alg, status }): Finding => ({
      check: 'issuer',
      is: 'wrong',
      what: `the issuer does not publish the ${status} ${alg} key ${kid}`,
      todo: 'give every instance this key ring (with KEYS, restart the app), or check the key ring of the app',
    }),
  );
}

function unreachable(issuer: string, problem: string): Finding {
  const todo =
    isLoopback(issuer) && isCheckout
      ? 'start it: npm start'
      : 'check that the app is running and that the address is right; with wrong settings it answers 500';
  return { check: 'issuer', is: 'wrong', what: problem, todo };
}

type FetchResult = { readonly json: Readonly<Record<string, unknown>> } | { readonly problem: string };

async function fetchJson(url: string): Promise<FetchResult> {
  const { issuerTimeoutMs, startTimer } = processDeadlines();
  try {
    const response = await fetch(url, { redirect: 'manual', signal: startTimer(issuerTimeoutMs) });
    if (response.status !== 200) return { problem: `${url} answers ${response.status}` };
    const json: unknown = await response.json();
    return isObject(json) ? { json } : { problem: `${url} does not answer with a JSON object` };
  } catch (thrown) {
    return { problem: `${url} cannot be fetched (${reasonOf(thrown, issuerTimeoutMs)})` };
  }
}

function reasonOf(thrown: unknown, timeoutMs: number): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  if (thrown instanceof SyntaxError) return 'it is not JSON';
  const { cause } = thrown;
  if (!(cause instanceof Error)) return thrown.message;
  return 'code' in cause ? String(cause.code) : cause.message;
}

function kidOf(key: unknown): unknown {
  return isObject(key) ? key.kid : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
