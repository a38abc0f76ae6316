import type { Session } from '../shared/browser/session.ts';
import type { EndpointRequest } from '../shared/http/request.ts';

export interface SignInFlow {
  readonly request: EndpointRequest;
  readonly session: Session | undefined;
  /** Whether the URL of the request works once, or not for long, so that a page needs an address of its own. */
  readonly isAddressUsed: boolean;
}
