// The endpoints of sign-ins and pages, which are loaded with the first request to one of them: a start for /token does not need
// their code, a third of all.
export { callbackEndpoint } from './authorize/callback-endpoint.ts';
export { consentEndpoint } from './authorize/consent-endpoint.ts';
export { deviceEndpoint } from './authorize/device-endpoint.ts';
export { authorizeEndpoint } from './authorize/endpoint.ts';
export { handoffEndpoint } from './authorize/handoff-endpoint.ts';
export { parEndpoint } from './authorize/par-endpoint.ts';
export { signInEndpoint } from './authorize/sign-in-endpoint.ts';
export { deviceAuthorizationEndpoint } from './device-authorization/endpoint.ts';
export { errorPageEndpoint } from './error-page/endpoint.ts';
export { faviconEndpoint, homeEndpoint } from './home/endpoint.ts';
export { unknownPathEndpoint } from './home/unknown-path.ts';
export { signOutEndpoint } from './sign-out/endpoint.ts';
