// GET /error?error_code=N, the target of error_uri: explains an error in the reader's language. Without a number: the index,
// which `q` searches.

import { defaultBrand } from '../shared/html/brand.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { PageSettings } from './page-settings.ts';

export const errorPageEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: false,

  answer: (request, { settings }, report) => answer(request, settings, report),
  // Errors can be looked up even while the service is misconfigured.
  answerUnready: (_failure, request, issuer, report) =>
    answer(request, { issuer, supportUrl: undefined, brand: defaultBrand }, report),
};

/** The texts in all languages are a sixth of what a start would read. */
async function answer(request: EndpointRequest, settings: PageSettings, report: Pick<Report, 'note'>): Promise<Answer> {
  const { answerWithError } = await import('./answer-with-error.ts');
  return answerWithError(request, settings, report);
}
