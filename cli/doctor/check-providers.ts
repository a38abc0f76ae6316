// The providers through which people sign in: their records, and what they publish, asked from this machine.
import { processDeadlines } from '../../shared/base/deadlines.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import { semaphore } from '../../shared/base/semaphore.ts';
import type { Keys } from '../../shared/keys/keys.ts';
import { fetchDocument } from '../../shared/remote/fetch-document.ts';
import { RemoteDocumentError } from '../../shared/remote/remote-document-error.ts';
import type { FetchParts } from '../../shared/remote/send-request.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { type KnownProvider, knownProviders, type ValidProvider } from '../deployment/known-providers.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import type { OperatorStore } from '../deployment/operator-store.ts';
import { fetchMetadata, metadataProblems } from '../deployment/provider-metadata.ts';
import { redirectUriOf } from '../deployment/redirect-uri-of.ts';
import { messageOf } from '../terminal/exit-codes.ts';
import type { Finding } from './finding.ts';

const maxFetches = 4;

/** @param keys of the service, to see whether the secrets can be decrypted @throws StoreUnavailableError */
export async function checkProviders(
  opened: OperatorStore,
  variables: Variables,
  keys: Keys,
): Promise<readonly Finding[]> {
  const { ISSUER: issuer = '', SIGN_IN: method } = variables;
  const read = await readProviders(opened, keys);
  if ('check' in read) return [read];
  // A provider of the file takes the place of one of the store.
  const used = read.filter(
    ({ id, origin }) => origin !== 'store' || !read.some((each) => each.id === id && each.origin !== 'store'),
  );
  if (used.length === 0) return method === 'providers' ? [nobody] : [];
  const limited = semaphore(maxFetches);
  const allowsLoopback = URL.canParse(issuer) && isLoopback(issuer);
  const parts = { allowsLoopback, deadlines: processDeadlines() };
  return Promise.all(
    used.map((each) => limited(async () => ('problems' in each ? invalid(each) : check(each, issuer, parts)))),
  );
}

const nobody: Finding = {
  check: 'providers',
  is: 'wrong',
  what: 'SIGN_IN is providers, and there is no provider: nobody can sign in',
  todo: 'run providers add, or set SIGN_IN to directory',
};

async function readProviders(opened: OperatorStore, keys: Keys): Promise<readonly KnownProvider[] | Finding> {
  try {
    return await knownProviders(opened, keys).catch((thrown: unknown) => {
      if (thrown instanceof StoreUnavailableError) throw thrown;
      // A ring that cannot be used is reported as a problem of the keys.
      return knownProviders(opened);
    });
  } catch (thrown) {
    if (thrown instanceof StoreUnavailableError) throw thrown;
    return { check: 'providers', is: 'wrong', what: messageOf(thrown).replaceAll('\n', ' '), todo: 'fix the file' };
  }
}

function invalid({ id, problems }: Extract<KnownProvider, { readonly problems: unknown }>): Finding {
  return {
    check: 'providers',
    is: 'wrong',
    what: `nobody can sign in with ${id}: ${problems.join('; ')}`,
    todo: 'fix it with providers update, replace it with providers import --replace, or remove it',
  };
}

async function check({ id, provider }: ValidProvider, issuer: string, parts: FetchParts): Promise<Finding> {
  const redirect = `its redirect URI is ${redirectUriOf(id, issuer)}`;
  if (provider.type === 'github')
    return { check: 'providers', is: 'ok', what: `${id}: ${provider.issuer}; ${redirect}` };
  try {
    const metadata = await fetchMetadata(provider.issuer, parts);
    const problems = metadataProblems(provider, metadata);
    if (problems.length > 0) return wrong(id, problems.join('; '), 'correct the record with providers update');
    const { json: keys } = await fetchDocument(String(metadata.members.jwks_uri), parts);
    if (!Array.isArray(keys.keys) || keys.keys.length === 0)
      return wrong(id, 'it publishes no keys', 'ask its operator');
    return {
      check: 'providers',
      is: 'ok',
      what: `${id}: ${provider.issuer} answers with its metadata and keys; ${redirect}`,
    };
  } catch (thrown) {
    if (!(thrown instanceof RemoteDocumentError)) throw thrown;
    return wrong(
      id,
      thrown.message,
      'check issuer in the record, the server and its certificate, and that the app can reach it',
    );
  }
}

function wrong(id: string, what: string, todo: string): Finding {
  return { check: 'providers', is: 'wrong', what: `${id}: ${what}`, todo };
}
