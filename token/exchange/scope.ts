import { splitScope } from '../../shared/clients/scope.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { echo, shortened } from '../../shared/log/echo.ts';

/** Those requested, or else all that the rule allows. Nothing is left out silently. @throws OAuthError InvalidScope */
export function narrowScope(requested: string | undefined, allowed: readonly string[]): readonly string[] {
  if (requested === undefined) return allowed;
  const wanted = splitScope(requested);
  const refused = wanted.filter((scope) => !allowed.includes(scope));
  if (refused.length === 0) return wanted;
  throw new OAuthError(
    'InvalidScope',
    `The scope ${echo(refused.join(' '))} is not allowed for this exchange. Allowed: ${shortened(allowed.join(' '))}.`,
  );
}
