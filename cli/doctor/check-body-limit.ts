// Checks the limit for request bodies: the Functions host reads up to 100 MB of each into memory by default.
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import { hostBodyLimitBytes } from '../../shared/http/form.ts';
import { paths } from '../../shared/http/paths.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import type { Finding } from './finding.ts';

const setting = 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT';

/** Reads the setting on a Functions host; sends an app in Azure a body that is too long. */
export async function checkBodyLimit(variables: Variables): Promise<readonly Finding[]> {
  const { ISSUER: issuer = '' } = variables;
  const isWorker = Boolean(variables.FUNCTIONS_WORKER_RUNTIME || variables.WEBSITE_SITE_NAME);
  if (isWorker && !isLimit(variables[setting]))
    return [finding('settings', `${setting} is ${shown(variables[setting])}`)];
  if (!URL.canParse(issuer) || isLoopback(issuer) || !(await takesLongBody(issuer))) return [];
  return [finding('issuer', `${issuer} reads bodies of more than ${hostBodyLimitBytes} bytes`)];
}

function isLimit(value: string | undefined): boolean {
  return /^[1-9]\d*$/.test(value ?? '') && Number(value) <= hostBodyLimitBytes;
}

function shown(value: string | undefined): string {
  return value ? `not a number up to ${hostBodyLimitBytes}` : 'not set';
}

function finding(check: Finding['check'], what: string): Finding {
  return {
    check,
    is: 'wrong',
    what: `${what}: a few large requests at once can exhaust the memory of an instance`,
    todo: `set ${setting}=${hostBodyLimitBytes} in the app's settings`,
  };
}

/** Whether a body over the limit reaches the app, which answers as JSON. checkIssuer reports other problems. */
export async function takesLongBody(issuer: string): Promise<boolean> {
  const { bodyLimitTimeoutMs, startTimer } = processDeadlines();
  try {
    const response = await fetch(`${issuer}${paths.token}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: ' '.repeat(hostBodyLimitBytes + 1),
      redirect: 'manual',
      signal: startTimer(bodyLimitTimeoutMs),
    });
    return response.status === 413 && (await response.text()).includes('"error_codes"');
  } catch {
    return false;
  }
}
