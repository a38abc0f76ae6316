import { RestError } from '@azure/data-tables';

/** Thrown past the SDK's repeats, which would wait for as long as the store says and press on it again. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}

export function isThrottling(thrown: unknown): boolean {
  return thrown instanceof ThrottledError;
}

/** What the service says of a row that is there, or gone, against what a change wants. */
const refusals = ['EntityAlreadyExists', 'ResourceNotFound', 'EntityNotFound', 'UpdateConditionNotSatisfied'];

export function isRefusal(thrown: unknown): boolean {
  return refusals.includes(codeOf(thrown) ?? '');
}

export function isTableMissing(thrown: unknown): boolean {
  return codeOf(thrown) === 'TableNotFound';
}

/** What the stack of the SDK's error leaves out, for the log: the HTTP status and the code of the service. */
export function tellingOf(thrown: unknown): string {
  const status = thrown instanceof RestError ? thrown.statusCode : undefined;
  return [status, codeOf(thrown)].filter((each) => each !== undefined).join(' ') || 'no HTTP answer';
}

/** A transaction and a query tell it in different places. */
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
