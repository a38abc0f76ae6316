import { RestError } from '@azure/data-tables';

/** Bypasses the repeats of the SDK, which would wait as long as `Retry-After` says and add to the load. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}

export function isThrottling(thrown: unknown): boolean {
  return thrown instanceof ThrottledError;
}

/** Error codes of the Table service for a change whose condition does not hold. */
const refusals = ['EntityAlreadyExists', 'ResourceNotFound', 'EntityNotFound', 'UpdateConditionNotSatisfied'];

export function isRefusal(thrown: unknown): boolean {
  return refusals.includes(codeOf(thrown) ?? '');
}

export function isTableMissing(thrown: unknown): boolean {
  return codeOf(thrown) === 'TableNotFound';
}

/** The HTTP status and error code of the service, for the log; the stack of the SDK's error has neither. */
export function statusAndCodeOf(thrown: unknown): string {
  const status = thrown instanceof RestError ? thrown.statusCode : undefined;
  return [status, codeOf(thrown)].filter((each) => each !== undefined).join(' ') || 'no HTTP answer';
}

/** A transaction and a query have the code in different places. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof RestError)) return undefined;
  const { code, details } = thrown;
  return code ?? (hasCode(details) ? details.odataError.code : undefined);
}

function hasCode(details: unknown): details is { readonly odataError: { readonly code: string } } {
  if (typeof details !== 'object' || details === null || !('odataError' in details)) return false;
  const { odataError } = details;
  return typeof odataError === 'object' && odataError !== null && 'code' in odataError;
}
