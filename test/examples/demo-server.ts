// The demo client with a server under test, and Ada, who signs in.
import { readFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { type Demo, openDemo } from '../../local/demo.ts';
import { addDemoUser, demoUser } from '../../local/demo-user.ts';
import type { Clock } from '../../shared/base/clock.ts';
import { textOf } from '../support/page.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { newVisitor, type Visit, type Visitor } from './visitor.ts';

export interface DemoServer {
  readonly demo: Demo;
  readonly server: TestServer;
  close(): Promise<void>;
}

export async function startDemoServer(clock: Clock): Promise<DemoServer> {
  const demo = await openDemo('0', inject('filesFolder'));
  const clients = JSON.parse(await readFile(demo.clientsFile, 'utf8'));
  const server = await startServer({ isIssuerUrl: true, clients, clock });
  demo.serve(server.url);
  await addDemoUser(server.service.store);
  return {
    demo,
    server,
    async close() {
      await demo.close();
      await server.close();
    },
  };
}

/** Signs in from the start page up to the page of the demo. */
export async function signInAsAda(demoUrl: string): Promise<{ readonly visitor: Visitor; readonly page: Visit }> {
  const visitor = newVisitor();
  const signIn = await visitor.open(demoUrl);
  // login_hint has filled in the name.
  const page = await visitor.press(signIn, 'Sign in', { password: demoUser.password });
  // Consent is asked for once.
  return { visitor, page: page.text.includes('>Allow<') ? await visitor.press(page, 'Allow') : page };
}

/** The open entry at the top of the timeline. */
export interface NewestStep {
  readonly title: string | undefined;
  readonly isRefused: boolean;
  /** The status and the body. */
  readonly answered: string;
  /** The whole text, as a reader sees it. */
  readonly text: string;
}

export function newestStep({ text }: Visit): NewestStep {
  const [, refused, source = ''] = /<li id="newest"( class="refused")?>(.*?)<\/details><\/li>/s.exec(text) ?? [];
  const [, title] = /<h3>(.*?)<\/h3>/.exec(source) ?? [];
  const answered = textOf(source.split('<h4>Answered</h4>')[1] ?? '');
  return { title, isRefused: refused !== undefined, answered, text: textOf(source) };
}

/** The grant's state on the page. */
export function isGrantActive({ text }: Visit): boolean {
  return text.includes('>The grant is active<') && !text.includes('>The grant has ended<');
}
