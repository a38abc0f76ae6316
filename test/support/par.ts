// Pushed authorization requests (RFC 9126) of the apps in sign-in.ts.
import { expect } from 'vitest';
import { postForm, type Served, type TestAnswer } from './request.ts';
import { app, appSecret, authorizePath } from './sign-in.ts';

/** Pushes its requests, and asks users for consent. */
export const pushing = {
  ...app,
  client_id: 'pushing',
  client_name: 'An app that pushes',
  consent: true,
  require_pushed_authorization_requests: true,
};

type Changes = Parameters<typeof authorizePath>[0];

/** Pushes the request of an app; the app with a secret sends it in the body. Undefined members are omitted. */
export function push(
  server: Served,
  changes: Changes = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<TestAnswer> {
  const path = authorizePath({ client_secret: appSecret, ...changes });
  return postForm(server, '/par', path.slice(path.indexOf('?') + 1), headers);
}

export function pushedPath(requestUri: string, clientId = 'app'): string {
  return `/authorize?${new URLSearchParams({ client_id: clientId, request_uri: requestUri })}`;
}

/** Pushes the request, and returns the path to which the app sends the browser. */
export async function pushedRequest(server: Served, changes: Changes = {}): Promise<string> {
  const answer = await push(server, changes);
  expect(answer.status, answer.text).toBe(201);
  return pushedPath(answer.json.request_uri, changes?.client_id);
}
