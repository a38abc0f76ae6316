// GET /: the start page with links to metadata and errors. GET /favicon.ico: the icon of the service.
import { defaultBrand } from '../shared/html/brand.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import { homePage } from './home-page.ts';
import { markAnswer } from './mark.ts';

export const homeEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: false,

  answer: (request, { settings }) => homePage(request, settings),
  answerUnready: (_failure, request, issuer) =>
    homePage(request, { issuer, supportUrl: undefined, brand: defaultBrand }),
};

export const faviconEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: false,

  answer: ({ headers }, { settings }) => markAnswer(settings.brand, headers),
  answerUnready: (_failure, { headers }) => markAnswer(defaultBrand, headers),
};
