// Whether scripts of browsers reach /token: on some plans the platform answers preflights before the app sees them.
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { paths } from '../../shared/http/paths.ts';
import type { Finding } from './finding.ts';

/** Asks as a browser would. checkIssuer reports an issuer that does not answer, or with an error. */
export async function checkCors(issuer: string): Promise<readonly Finding[]> {
  if (!URL.canParse(issuer)) return [];
  const preflight = await send(`${issuer}${paths.token}`, 'OPTIONS', { 'Access-Control-Request-Method': 'POST' });
  const request = await send(`${issuer}${paths.jwks}`, 'GET', {});
  // Anything else that answers there says nothing on CORS.
  if (!preflight || request?.status !== 200) return [];
  const isOpen = [preflight, request].every(({ headers }) => headers.get('access-control-allow-origin') === '*');
  const hasCredentials = [preflight, request].some(
    ({ headers }) => headers.get('access-control-allow-credentials') !== null,
  );
  if (isOpen && !hasCredentials)
    return [{ check: 'issuer', is: 'ok', what: 'scripts of browsers can get tokens (CORS)' }];
  return [
    {
      check: 'issuer',
      is: 'wrong',
      what: hasCredentials
        ? 'the platform lets scripts of other origins send cookies (CORS with credentials)'
        : `the platform answers preflights of ${paths.token}, and refuses scripts of browsers (CORS)`,
      todo: hasCredentials
        ? 'switch Access-Control-Allow-Credentials off in the CORS setting of the app'
        : "on Flex and Linux Consumption: az functionapp cors add --allowed-origins '*'; on other plans empty that list, and the app answers itself",
    },
  ];
}

async function send(
  url: string,
  method: string,
  more: Readonly<Record<string, string>>,
): Promise<Response | undefined> {
  const { issuerTimeoutMs, startTimer } = processDeadlines();
  try {
    const headers = { Origin: 'https://doctor.invalid', ...more };
    const response = await fetch(url, { method, headers, redirect: 'manual', signal: startTimer(issuerTimeoutMs) });
    await response.body?.cancel();
    return response;
  } catch {
    return undefined;
  }
}
