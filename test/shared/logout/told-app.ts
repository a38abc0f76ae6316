// Apps that are told of the end of sessions, and what each has been told.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { openBarriers } from '../../../shared/grants/barriers.ts';
import type { LogFields } from '../../../shared/log/log-fields.ts';
import { openLogouts } from '../../../shared/logout/logouts.ts';
import type { Service } from '../../../shared/serving/service.ts';
import type { UpkeepStep } from '../../../shared/upkeep/step.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';
import { openOtherServer } from '../../support/other-server.ts';
import { issuer } from '../../support/server.ts';
import { app } from '../../support/sign-in.ts';

interface ToldRequest {
  readonly path: string;
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly body: URLSearchParams;
}

export interface ToldApps {
  readonly url: string;
  /** Takes what was received since the last call. */
  take(): readonly ToldRequest[];
  /** How each request is answered from now on; by default with 200. */
  answer(listener: (response: ServerResponse, request: IncomingMessage) => void): void;
  close(): Promise<void>;
}

export async function openToldApps(): Promise<ToldApps> {
  const server = await openOtherServer();
  const received: ToldRequest[] = [];
  let answer = (response: ServerResponse, _request: IncomingMessage): void => void response.writeHead(200).end();
  const listener: RequestListener = async (request, response) => {
    const body = new URLSearchParams(await text(request));
    const { url = '', method, headers } = request;
    received.push({ path: url, method, contentType: headers['content-type'], body });
    answer(response, request);
  };
  server.answer(listener);
  return {
    url: server.url,
    take: () => received.splice(0),
    answer(next) {
      answer = next;
    },
    close: server.close,
  };
}

/** A client that is told at `/<its id>`. */
export function toldClient(client_id: string, apps: { readonly url: string }, members: object = {}) {
  return {
    ...app,
    client_id,
    redirect_uris: [`https://${client_id}.example/callback`],
    backchannel_logout_uri: `${apps.url}/${client_id}`,
    ...members,
  };
}

export interface WatchedLogouts {
  /** For `startServer`: the instance may send to the apps of the test, which are on loopback. */
  change(service: Service): Service;
  takeLines(): readonly LogFields[];
  /** What upkeep does. */
  step(): UpkeepStep;
}

export function watchLogouts({ allowsLoopback = true } = {}): WatchedLogouts {
  const lines: LogFields[] = [];
  let step: UpkeepStep | undefined;
  return {
    change(service) {
      const { store, clock, keys, clients, settings } = service;
      const logouts = openLogouts({
        ...{ store, clock, keys, clients, settings },
        deadlines: patientDeadlines,
        remote: { allowsLoopback, deadlines: patientDeadlines },
        log: (line) => void lines.push(line),
      });
      step = logouts.step;
      // As in a service: another instance, or a command, has ended something.
      const barriers = openBarriers({ store, clock, onRaised: logouts.start });
      return { ...service, barriers, logouts };
    },
    takeLines: () => lines.splice(0).map(({ milliseconds: _, ...line }) => line),
    step() {
      if (!step) throw new Error('the server has not started');
      return step;
    },
  };
}

/** Runs the step of upkeep. */
export async function runStep({ service }: { readonly service: Service }, logouts: WatchedLogouts): Promise<void> {
  await logouts.step().run(service, new AbortController().signal);
}

/** Checks a logout token as §2.6 says, and returns its app, subject and session. */
export async function verified(
  { body }: Pick<ToldRequest, 'body'>,
  { service }: { readonly service: Service },
  alg = 'RS256',
): Promise<{ readonly client: unknown; readonly subject: unknown; readonly sid: unknown }> {
  const now = service.clock.now();
  const published = (await service.keys.current()).published(now / 1000);
  const token = body.get('logout_token') ?? '';
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: [...published] }), {
    issuer,
    typ: 'logout+jwt',
    algorithms: [alg],
    currentDate: new Date(now),
    requiredClaims: ['iat', 'exp', 'jti', 'events', 'sub', 'sid'],
  });
  const { aud, sub, sid, iat = 0, exp = 0, events, ...rest } = payload;
  if (exp - iat !== 120) throw new Error('it is not valid for two minutes');
  if (JSON.stringify(events) !== '{"http://schemas.openid.net/event/backchannel-logout":{}}') throw new Error('events');
  const others = Object.keys({ ...rest, ...protectedHeader }).sort();
  if (others.join() !== 'alg,iss,jti,kid,typ') throw new Error(`it has ${others}`);
  return { client: aud, subject: sub, sid };
}
