// The keys of another issuer: those in the rule, or those that the issuer publishes.
import type { CryptoKey } from 'jose';
import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { openRecordKeys, type SignatureHeader } from '../../shared/keys/public-keys.ts';
import { RemoteDocumentError } from '../../shared/remote/remote-document-error.ts';
import type { RemoteKeys } from '../../shared/remote/remote-keys.ts';

type RuleKeys = NonNullable<ExchangeRule['subjectToken']['jwks']>;

/** @throws OAuthError SubjectTokenKeysMissing */
export async function keysOfIssuer(
  issuer: string,
  jwks: RuleKeys | undefined,
  header: SignatureHeader,
  { remoteKeys }: { readonly remoteKeys: RemoteKeys },
): Promise<readonly CryptoKey[]> {
  if (jwks) return (await openRecordKeys(jwks.keys)).fitting(header);
  try {
    return await remoteKeys.keysFor({ issuer }, header);
  } catch (cause) {
    if (!(cause instanceof RemoteDocumentError)) throw cause;
    throw new OAuthError(
      'SubjectTokenKeysMissing',
      'The public keys of the issuer of the subject_token could not be fetched. The log of this server says why.',
      { cause },
    );
  }
}
