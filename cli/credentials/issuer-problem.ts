import { isLoopback } from '../../shared/base/loopback.ts';
import type { Problem } from './problem.ts';

/** As in a client record: it is compared as it is written. */
export function issuerProblem(issuer: string): Problem | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isSafe = url?.protocol === 'https:' || (url !== undefined && isLoopback(issuer));
  const isIssuer =
    isSafe && url?.username === '' && url.password === '' && /^https?:\/\/[!-"$->@-~]{1,600}$/.test(issuer);
  return isIssuer
    ? undefined
    : { problem: `${issuer} is not an issuer: an https URL without user, query and fragment` };
}

/** Whether the name is one of a private network, so that nobody else can fetch keys there. */
export function isPrivateName(issuer: string): boolean {
  const { hostname } = new URL(issuer);
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
  return (
    !isAddress &&
    (!hostname.includes('.') || /\.(?:svc|local|internal|cluster|home\.arpa)$/.test(hostname)) &&
    !isLoopback(issuer)
  );
}
