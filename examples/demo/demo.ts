// The demo client: a web app that signs a user in at the service, and shows what becomes of the grant.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { act, actions } from './actions.ts';
import { beginDevice, pollOnce } from './device.ts';
import { devicePage } from './device-page.ts';
import { type Answer, problemAnswer, redirectAnswer } from './frame.ts';
import { grantPage } from './grant-page.ts';
import { discoverIssuer, type RelyingParty } from './relying-party.ts';
import { newSession, type Session } from './session.ts';
import { beginSignIn, finishSignIn } from './sign-in.ts';

export interface DemoOptions {
  readonly issuer: string;
  /** Of these pages: demo-web has `<origin>/callback` among its redirect URIs. */
  readonly origin: string;
  /** The user name that the sign-in page begins with. */
  readonly loginHint: string;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const cookieName = 'tessera-demo';
const cookiePattern = new RegExp(`(?:^|; *)${cookieName}=([\\w-]+)`);
const maxSessions = 100;

export function createDemo({ issuer, origin, loginHint }: DemoOptions): RequestListener {
  const sessions = new LRUCache<string, Session>({ max: maxSessions });
  let discovered: Promise<RelyingParty> | undefined;

  /** After a failure the next request asks again. */
  function findParty(): Promise<RelyingParty> {
    discovered ??= discoverIssuer(issuer, `${origin}/callback`);
    return discovered.catch((thrown: unknown) => {
      discovered = undefined;
      throw thrown;
    });
  }

  async function answer({ method = '', url: target = '/', headers }: IncomingMessage): Promise<Answer> {
    // DNS rebinding: under another name for this address, the pages would be open to the scripts of its owner.
    if (headers.host !== new URL(origin).host) return redirectAnswer(origin);
    const url = new URL(origin + target);
    const session = sessions.get(cookiePattern.exec(headers.cookie ?? '')?.[1] ?? '');
    if (method === 'POST') return press(url, session, headers.origin);
    if (method !== 'GET' && method !== 'HEAD') return problemAnswer(405, 'The demo accepts GET and POST.');
    if (url.pathname === '/') return begin(session, url.searchParams.get('prompt'));
    if (url.pathname === '/callback') return finish(session, url);
    if (url.pathname === '/device') return showDevice(session);
    if (url.pathname === '/grant') return session ? grantPage(session, await findParty()) : redirectAnswer('/');
    return problemAnswer(404, 'There is no such page.');
  }

  async function begin(found: Session | undefined, prompt: string | null): Promise<Answer> {
    const session = found ?? newSession();
    const { href } = await beginSignIn(session, await findParty(), { prompt, loginHint });
    return found ? redirectAnswer(href) : withSession(redirectAnswer(href), session);
  }

  async function showDevice(found: Session | undefined): Promise<Answer> {
    const session = found ?? newSession();
    const party = await findParty();
    await pollOnce(session, party);
    const page = await devicePage(session, party);
    return found ? page : withSession(page, session);
  }

  function withSession(answer: Answer, session: Session): Answer {
    const id = randomBytes(32).toString('base64url');
    sessions.set(id, session);
    // Lax: the server sends the browser back from another site.
    const cookie = `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax`;
    return { ...answer, headers: { ...answer.headers, 'Set-Cookie': cookie } };
  }

  async function finish(session: Session | undefined, callback: URL): Promise<Answer> {
    // Redirects to another page, since reloading this one would send the code again.
    if (session && ((await finishSignIn(session, await findParty(), callback)) || session.grant))
      return redirectAnswer('/grant');
    return problemAnswer(
      400,
      'This browser did not begin that sign-in, or has finished it. The code was not sent anywhere.',
    );
  }

  async function press({ pathname }: URL, session: Session | undefined, sender: string | undefined): Promise<Answer> {
    if (sender === origin && session && pathname === '/device') {
      await beginDevice(session, await findParty());
      return redirectAnswer('/device');
    }
    if (sender !== origin || !session?.grant) {
      return problemAnswer(403, 'The form is not from a page of this browser, or the demo has restarted since.');
    }
    const action = actions.find(({ name }) => pathname === `/${name}`);
    if (!action) return problemAnswer(404, 'There is no such form.');
    await act(action, session, await findParty(), session.grant);
    return redirectAnswer('/grant#steps');
  }

  return (request, response) => {
    request.resume();
    answer(request)
      .catch((thrown: unknown) =>
        problemAnswer(
          503,
          `The service did not answer as it should: ${thrown instanceof Error ? thrown.message : thrown}.`,
        ),
      )
      .then(({ status, headers, body }) => {
        response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
      })
      .catch(() => response.destroy());
  };
}
