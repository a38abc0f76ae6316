import type { ErrorName } from '../shared/errors/catalogue.ts';
import type { UpstreamDetails } from '../shared/providers/upstream.ts';
import type { ProviderProblem } from './texts/page-texts.ts';

/** What the page shows of a failed sign-in at a provider; sealed, so that a link from elsewhere cannot fake it. */
export interface ProviderFailure {
  readonly provider: string;
  readonly problem: ProviderProblem;
  readonly error: ErrorName;
  readonly trace_id: string;
  readonly correlation_id: string;
  readonly timestamp: string;
  /** Untrusted. */
  readonly upstream?: UpstreamDetails;
}
