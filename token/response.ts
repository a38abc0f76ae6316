// The token response of RFC 6749 §5.1.
import { type Answer, jsonAnswer } from '../shared/http/answer.ts';
import type { Tokens } from './issue.ts';

export function tokenResponse(tokens: Tokens): Answer {
  return jsonAnswer(200, {
    ...tokens.addedMembers,
    access_token: tokens.accessToken,
    token_type: tokens.tokenType,
    expires_in: tokens.expiresIn,
    // Always present: when scope is absent, libraries assume that all of the requested scope was granted (RFC 6749 §5.1).
    scope: tokens.scope.join(' '),
    refresh_token: tokens.refreshToken,
    id_token: tokens.idToken,
  });
}
