// The login app of SIGN_IN=handoff: fetches its keys as the service would, but without its cache.
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import { fetchKeys } from '../../shared/remote/fetch-keys.ts';
import { RemoteDocumentError } from '../../shared/remote/remote-document-error.ts';
import { handoffProblems, loginAppOf } from '../../shared/settings/handoff-settings.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import type { Finding } from './finding.ts';

const todo =
  'check the URL, the server and its certificate, and that the app can reach it at an address of the internet; or put the keys into HANDOFF_JWKS';

/** What is missing or wrong in the settings themselves is found where all settings are checked. */
export async function checkLoginApp(variables: Variables): Promise<readonly Finding[]> {
  const { SIGN_IN, HANDOFF_URL, PASSWORD_GRANT, ISSUER = '' } = variables;
  if (SIGN_IN !== 'handoff') {
    return HANDOFF_URL
      ? [
          {
            check: 'settings',
            is: 'hint',
            what: 'HANDOFF_URL is set, but users do not sign in at the login app',
            todo: 'set SIGN_IN=handoff, or remove the settings HANDOFF_…',
          },
        ]
      : [];
  }
  const passwords: readonly Finding[] =
    PASSWORD_GRANT === 'true'
      ? [
          {
            check: 'settings',
            is: 'hint',
            what: 'PASSWORD_GRANT is true: users of the directory sign in with their passwords as well, past the login app',
            todo: 'remove PASSWORD_GRANT, unless that is meant',
          },
        ]
      : [];
  return [...passwords, ...(await checkPublishedKeys(variables, ISSUER))];
}

async function checkPublishedKeys(variables: Variables, issuer: string): Promise<readonly Finding[]> {
  if (!URL.canParse(issuer) || handoffProblems(variables, []).length > 0) return [];
  const { source } = loginAppOf(variables).keys;
  if (source === undefined) return [];
  const parts = { allowsLoopback: isLoopback(issuer), deadlines: processDeadlines() };
  try {
    const { keys } = await fetchKeys(source.jwksUri, parts);
    const { names, problems } = keys;
    const why = problems.length === 0 ? '' : `: ${problems.join('; ')}`;
    const what = `HANDOFF_JWKS_URI publishes ${names.length} usable ${names.length === 1 ? 'key' : 'keys'}${why}`;
    if (names.length > 0) return [{ check: 'settings', is: 'ok', what }];
    return [
      { check: 'settings', is: 'wrong', what, todo: 'publish a public key (RFC 7517): EC P-256, RSA or Ed25519' },
    ];
  } catch (thrown) {
    if (!(thrown instanceof RemoteDocumentError)) throw thrown;
    return [{ check: 'settings', is: 'wrong', what: thrown.message, todo }];
  }
}
