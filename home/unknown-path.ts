// Every path without an endpoint: an error for programs, or a page for people, in place of the host's empty 404.
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { defaultBrand } from '../shared/html/brand.ts';
import { prefersHtml } from '../shared/http/accept.ts';
import { paths } from '../shared/http/paths.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import { errorResponse } from '../shared/serving/error-response.ts';
import { thinnedLog } from '../shared/serving/thinned-log.ts';
import { unknownPathPage } from './home-page.ts';

/** Scanners ask for thousands of paths. */
const logIntervalMs = 60_000;

export function unknownPathEndpoint(): Endpoint {
  return {
    methods: 'any',
    isCrossOrigin: false,
    thinLog: thinnedLog(logIntervalMs),

    answer: (_request, { settings }) => refuse(settings.issuer),
    answerUnready: (_failure, _request, issuer) => refuse(issuer),
    showError(error, request, { issuer, settings }) {
      if (!prefersHtml(request)) return errorResponse(error);
      const { brand = defaultBrand, supportUrl } = settings ?? {};
      return unknownPathPage(request, { issuer, brand, supportUrl });
    },
  };
}

function refuse(issuer: string): never {
  throw new OAuthError(
    'UnknownPath',
    `There is no endpoint at this path. The metadata has the addresses of all: ${issuer}${paths.openidMetadata}`,
  );
}
