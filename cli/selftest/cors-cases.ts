import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectEqual, expectHeader, expectThat } from './expectation.ts';
import { Unmet } from './outcome.ts';
import type { Play } from './play.ts';
import { post } from './requests.ts';
import type { Reply } from './send.ts';

const origin = { Origin: 'https://selftest.invalid' } as const;

function expectOpen({ headers, url }: Reply): void {
  expectEqual(
    `${url.pathname} is closed to scripts of other origins.`,
    headers.get('access-control-allow-origin'),
    '*',
  );
  expectEqual(`${url.pathname} allows credentials.`, headers.get('access-control-allow-credentials'), null);
}

/** Whether something in front of the app does: the app has no answer to a preflight of /introspect. */
async function answersPreflights({ send }: Play): Promise<boolean> {
  const asked = { ...origin, 'Access-Control-Request-Method': 'POST' };
  const { headers } = await send(paths.introspect, { method: 'OPTIONS', headers: asked });
  return headers.get('access-control-allow-origin') === '*';
}

export const corsCases = casesOf('cors', [
  {
    name: 'Scripts of any origin may read the metadata and the keys.',
    clause: 'Fetch §3.3',
    async run({ send }) {
      for (const path of [paths.oauthMetadata, paths.openidMetadata, paths.jwks])
        expectOpen(await send(path, { headers: origin }));
    },
  },
  {
    name: 'A preflight of /token and of /revoke is allowed, with the headers that clients send.',
    clause: 'Fetch §3.3.2',
    async run({ send }) {
      for (const path of [paths.token, paths.revoke]) {
        const asked = {
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,dpop',
        };
        const reply = await send(path, { method: 'OPTIONS', headers: { ...origin, ...asked } });
        expectThat(
          reply.status === 200 || reply.status === 204,
          'The preflight is refused.',
          '200 or 204',
          reply.status,
        );
        expectOpen(reply);
        expectHeader(reply, 'access-control-allow-methods', /POST/);
        expectHeader(reply, 'access-control-allow-headers', /authorization/i);
      }
    },
  },
  {
    name: 'Scripts can read the errors of /token, and their challenges.',
    clause: 'Fetch §3.3.3',
    async run(play) {
      const reply = await post(play, paths.token, {}, undefined, origin);
      expectOpen(reply);
      expectHeader(reply, 'access-control-expose-headers', /www-authenticate/i);
    },
  },
  {
    name: 'Scripts of other origins cannot read pages or introspect.',
    clause: 'Fetch §3.3',
    async run(play) {
      const replies = [
        await post(play, paths.introspect, {}, undefined, origin),
        await play.send(paths.error, { headers: origin }),
      ];
      const isOfPlatform = await answersPreflights(play);
      for (const { headers, url } of replies) {
        expectEqual(`${url.pathname} allows credentials.`, headers.get('access-control-allow-credentials'), null);
        const allowed = headers.get('access-control-allow-origin');
        if (allowed === '*' && isOfPlatform) {
          throw new Unmet(
            'the platform opens every path, as on Flex Consumption; without credentials, so that no session can be read',
          );
        }
        expectEqual(`${url.pathname} is open to scripts.`, allowed, null);
      }
    },
  },
]);
