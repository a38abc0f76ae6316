// The proof that comes with an access token (RFC 9449 §7): a bound token needs one of its key, and works as nothing else.
import { timingSafeEqual } from 'node:crypto';
import { sha256 } from '../shared/base/sha256.ts';
import { hasProof, invalidProof, type Proof, verifyProof } from '../shared/dpop/proof.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AccessToken } from '../shared/tokens/access-token.ts';
import { refuseToken } from './refuse-token.ts';
import type { SentToken } from './sent-token.ts';

/**
 * Returns the proof of a bound token, not used up yet; undefined for a token that is not bound.
 * @throws OAuthError InvalidAccessToken if token and scheme do not fit, InvalidProofAtResource, NonceRequiredAtResource
 */
export async function checkProof(
  request: EndpointRequest,
  sent: SentToken,
  { addedClaims: { cnf } }: AccessToken,
  service: Service,
  report: Report,
): Promise<Proof | undefined> {
  if (!cnf && sent.scheme === 'Bearer') return undefined;
  if (!cnf) {
    throw refuseToken(sent, 'The access token is not bound to a key. Send it as Authorization: Bearer.');
  }
  // RFC 9449 §7.2: a stolen token must not work as a Bearer token.
  if (sent.scheme === 'Bearer') {
    throw refuseToken(
      sent,
      'The access token is bound to a key. Send it as Authorization: DPoP, with a proof in the header DPoP.',
    );
  }
  if (!hasProof(request)) {
    throw invalidProof('userinfo', 'It is missing. Send it in the header DPoP, made with the key of the access token.');
  }
  const proof = await verifyProof(request, 'userinfo', service, report);
  if (!isHashOf(sent.token, proof.ath)) {
    throw invalidProof('userinfo', 'Its ath must be the SHA-256 of the access token, in base64url without padding.');
  }
  if (proof.jkt !== cnf.jkt) {
    throw invalidProof('userinfo', 'The access token is bound to another key. Use the key that it was requested with.');
  }
  return proof;
}

function isHashOf(token: string, ath: string | undefined): boolean {
  const [computed, sent] = [sha256(token).toString('base64url'), ath ?? ''].map((text) => Buffer.from(text));
  return (
    computed !== undefined && sent !== undefined && computed.length === sent.length && timingSafeEqual(computed, sent)
  );
}
