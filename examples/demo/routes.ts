// What the demo client answers. A form counts only when this origin sent it, from a page of this browser's life.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sha256 } from '../../shared/base/sha256.ts';
import { act } from './act.ts';
import { actions } from './actions.ts';
import { type DemoAnswer, seeOther } from './frame.ts';
import { type Life, type Lives, newLife } from './life.ts';
import { lifePage, problemPage } from './page.ts';
import type { Provider } from './provider.ts';
import { beginSignIn, finishSignIn } from './sign-in.ts';

export interface DemoContext {
  /** The origin of this page. */
  readonly url: string;
  readonly lives: Lives;
  find(): Promise<Provider>;
}

const cookieName = 'tessera-demo';

/** @throws what goes wrong between this client and the server */
export async function answerDemo(request: IncomingMessage, context: DemoContext): Promise<DemoAnswer> {
  const { method = '', headers } = request;
  const own = new URL(context.url);
  // A name that somebody else points here would share the page with their scripts.
  if (headers.host !== own.host) return seeOther(context.url);
  const url = URL.canParse(request.url ?? '/', context.url) ? new URL(request.url ?? '/', context.url) : own;
  const life = findLife(request, context.lives);
  if (method === 'POST') return answerForm(request, url, life, context);
  if (method !== 'GET' && method !== 'HEAD') return problemPage(405, 'The demo page takes GET and POST.');
  switch (url.pathname) {
    case '/':
      return begin(url, life, context);
    case '/callback':
      return finish(url, life, context);
    case '/grant':
      return life ? lifePage(life, await context.find(), Date.now()) : seeOther('/');
    default:
      return problemPage(404, 'There is no such page.');
  }
}

async function begin(url: URL, found: Life | undefined, { lives, find }: DemoContext): Promise<DemoAnswer> {
  const provider = await find();
  const life = found ?? newLife(lives);
  const { href } = await beginSignIn(life, url.searchParams.get('prompt'), provider);
  // Lax: the server sends the browser back from another site.
  return seeOther(href, { 'Set-Cookie': `${cookieName}=${life.id}; Path=/; HttpOnly; SameSite=Lax` });
}

async function finish(url: URL, life: Life | undefined, { find }: DemoContext): Promise<DemoAnswer> {
  // Not at /callback: a reload would send the code again.
  if (life && ((await finishSignIn(life, url, await find())) || life.grant)) return seeOther('/grant');
  return problemPage(
    400,
    'This browser began no such sign-in, or finished it already: the state is not one that is waited for. The code was sent nowhere.',
  );
}

async function answerForm(
  request: IncomingMessage,
  { pathname }: URL,
  life: Life | undefined,
  { url, find }: DemoContext,
): Promise<DemoAnswer> {
  const sent = new URLSearchParams(await readForm(request)).get('form') ?? '';
  if (request.headers.origin !== url || !life || !isSame(sent, life.formToken)) {
    return problemPage(403, 'The form did not come from a page of this browser, or the demo was started anew since.');
  }
  const action = actions.find(({ name }) => pathname === `/${name}`);
  if (!action) return problemPage(404, 'There is no such form.');
  await act(action, life, await find());
  return seeOther('/grant#steps');
}

/** Bytes: one field. */
const largestForm = 1_000;

/** @returns nothing of a body that is larger */
async function readForm(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Destroying the request would end the connection that the refusal is sent on.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > largestForm) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function findLife({ headers }: IncomingMessage, lives: Lives): Life | undefined {
  const cookies = (headers.cookie ?? '').split(/; */);
  const found = cookies.find((cookie) => cookie.startsWith(`${cookieName}=`));
  return found === undefined ? undefined : lives.get(found.slice(cookieName.length + 1));
}

function isSame(sent: string, kept: string): boolean {
  return timingSafeEqual(sha256(sent), sha256(kept));
}
