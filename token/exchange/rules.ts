import type { ExchangeRule } from '../../shared/clients/exchange-rule.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';

/**
 * Of the rules for the issuer and the audience of a subject token, those whose scope it has.
 * @throws OAuthError SubjectTokenOfAnotherAudience, InvalidScope
 */
export function fittingRules(received: readonly ExchangeRule[], scope: string): readonly ExchangeRule[] {
  if (received.length === 0) {
    throw new OAuthError(
      'SubjectTokenOfAnotherAudience',
      'The client may not exchange tokens for the audience of the subject_token (token_exchange in its record).',
    );
  }
  const held = scope.split(' ');
  const fitting = received.filter(({ subjectToken }) => subjectToken.scope.every((each) => held.includes(each)));
  if (fitting.length > 0) return fitting;
  throw new OAuthError(
    'InvalidScope',
    'The subject_token does not have the scope that the client record asks of it (subject_token.scope in token_exchange).',
  );
}
