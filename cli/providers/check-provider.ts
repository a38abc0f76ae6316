import { processDeadlines } from '../../shared/base/deadlines.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import type { ProviderRecord } from '../../shared/providers/provider-record.ts';
import { readProvider } from '../../shared/providers/read-provider.ts';
import { RemoteDocumentError } from '../../shared/remote/remote-document-error.ts';
import { fetchMetadata, issuerOf, metadataProblems } from '../deployment/provider-metadata.ts';
import { CommandError, refusal } from '../terminal/exit-codes.ts';

type Members = Readonly<Record<string, unknown>>;

/** The members with the issuer as the provider writes it. @param own the issuer of this service @throws CommandError */
export async function withExactIssuer(members: Members, own: string): Promise<Members> {
  const { issuer, type } = members;
  if (typeof issuer !== 'string' || type === 'github') return members;
  return { ...members, issuer: issuerOf(issuer, await metadataOf(issuer, own)) };
}

/** @throws CommandError */
export async function checkMetadata(record: ProviderRecord, own: string): Promise<void> {
  const provider = readProvider(record);
  if ('problems' in provider || provider.type === 'github') return;
  const problems = metadataProblems(provider, await metadataOf(provider.issuer, own));
  if (problems.length > 0)
    throw refusal(`The provider ${record.id} cannot be used as it is:`, [...problems, offlineHint]);
}

const offlineHint = 'To store the record all the same, add --offline.';

async function metadataOf(issuer: string, own: string) {
  try {
    return await fetchMetadata(issuer, {
      allowsLoopback: URL.canParse(own) && isLoopback(own),
      deadlines: processDeadlines(),
    });
  } catch (thrown) {
    if (!(thrown instanceof RemoteDocumentError)) throw thrown;
    throw new CommandError(`The metadata of the provider cannot be read: ${thrown.message}. ${offlineHint}`, {
      cause: thrown,
    });
  }
}
