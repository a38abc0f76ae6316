// What went wrong at a provider with OpenID Connect, from the errors of openid-client.
import * as openid from 'openid-client';
import { OAuthError } from '../errors/oauth-error.ts';
import { RemoteDocumentError } from '../remote/remote-document-error.ts';
import { detailsOf, UpstreamError } from './upstream.ts';

/** Runs `run`, with the errors of openid-client in our words. @throws UpstreamError, or OAuthError for a fault of this server */
export async function explained<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof UpstreamError || thrown instanceof OAuthError) throw thrown;
    throw explain(thrown);
  }
}

const temporary: readonly unknown[] = ['server_error', 'temporarily_unavailable'];

function explain(thrown: unknown): UpstreamError {
  const own = causesOf(thrown).find((each) => each instanceof UpstreamError || each instanceof RemoteDocumentError);
  if (own instanceof UpstreamError) return own;
  if (own) return new UpstreamError('unavailable', own.message, {}, own);
  if (thrown instanceof openid.AuthorizationResponseError) {
    const details = detailsOf(Object.fromEntries(thrown.cause));
    const problem = details.error === 'access_denied' ? 'cancelled' : 'refused';
    return new UpstreamError(
      temporary.includes(details.error) ? 'unavailable' : problem,
      'The provider returned an error to the redirect URI.',
      details,
    );
  }
  if (thrown instanceof openid.ResponseBodyError) {
    const problem = thrown.status >= 500 ? 'unavailable' : 'refused';
    return new UpstreamError(problem, `The provider answered ${thrown.status}.`, detailsOf({ ...thrown.cause }));
  }
  if (thrown instanceof openid.WWWAuthenticateChallengeError) {
    // At the token endpoint a challenge is for the client alone (RFC 6749 §5.2).
    const reason = thrown.status === 401 ? ': it does not accept the client id or the credential' : '';
    return new UpstreamError('refused', `The provider answered ${thrown.status}${reason}.`);
  }
  const { status } = statusOf(thrown);
  if (status !== undefined && status >= 500)
    return new UpstreamError('unavailable', `The provider answered ${status}.`);
  // Without the cause, which has claims and answers.
  return new UpstreamError('invalid', `The answer of the provider cannot be accepted: ${messagesOf(thrown)}.`);
}

/** An answer with an unexpected status is the cause of the error. */
function statusOf(thrown: unknown): { readonly status?: number } {
  const response = causesOf(thrown).find((each) => each instanceof Response);
  return response instanceof Response ? { status: response.status } : {};
}

/** The messages of openid-client are fixed texts. */
function messagesOf(thrown: unknown): string {
  const messages = causesOf(thrown).flatMap((each) => (each instanceof Error ? [each.message] : []));
  return [...new Set(messages)].join(': ').slice(0, 200);
}

function causesOf(thrown: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (
    let each = thrown;
    each !== undefined && causes.length < 5;
    each = each instanceof Error ? each.cause : undefined
  ) {
    causes.push(each);
  }
  return causes;
}
