import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectHeader, expectRefused } from './expectation.ts';
import { post } from './requests.ts';

export const parameterCases = casesOf('parameters', [
  {
    name: 'A repeated parameter is refused.',
    clause: 'RFC 6749 §3.2',
    run: async (play) =>
      expectRefused(
        await post(play, paths.token, 'grant_type=client_credentials&grant_type=client_credentials'),
        400,
        'invalid_request',
      ),
  },
  {
    name: 'A parameter in the URL is refused.',
    clause: 'RFC 6749 §2.3.1',
    run: async (play) =>
      expectRefused(
        await post(play, `${paths.token}?client_id=selftest`, { grant_type: 'client_credentials' }),
        400,
        'invalid_request',
      ),
  },
  {
    name: 'A body of another media type is refused.',
    clause: 'RFC 6749 §3.2, appendix B',
    async run(play) {
      const body = JSON.stringify({ grant_type: 'client_credentials' });
      const reply = await post(play, paths.token, body, undefined, { 'Content-Type': 'application/json' });
      expectRefused(reply, 400, 'invalid_request');
    },
  },
  {
    name: 'A body with broken encoding is refused.',
    clause: 'RFC 6749 appendix B',
    run: async (play) => expectRefused(await post(play, paths.token, 'grant_type=%zz'), 400, 'invalid_request'),
  },
  {
    name: 'An empty body is refused.',
    clause: 'RFC 6749 §3.2',
    run: async (play) => expectRefused(await post(play, paths.token, ''), 400, 'invalid_request'),
  },
  {
    name: 'GET is refused by /token, with the method that it takes.',
    clause: 'RFC 6749 §3.2, RFC 9110 §15.5.6',
    async run(play) {
      const reply = await play.send(paths.token);
      expectRefused(reply, 405, 'invalid_request');
      expectHeader(reply, 'allow', /(^|[\s,])POST($|[\s,])/);
    },
  },
]);
