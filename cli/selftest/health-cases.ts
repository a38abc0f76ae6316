import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectEqual, expectNotCached, expectStatus } from './expectation.ts';

export const healthCases = casesOf('health', [
  {
    name: 'The process is live.',
    clause: 'docs/operations.md',
    async run({ send }) {
      const reply = await send(paths.live);
      expectStatus(reply, 200);
      expectEqual('The status is another.', reply.members.status, 'live');
      expectNotCached(reply);
    },
  },
  {
    name: 'The instance can issue tokens.',
    clause: 'docs/operations.md',
    async run({ send }) {
      const reply = await send(paths.ready);
      expectStatus(reply, 200);
      expectEqual('The status is another.', reply.members.status, 'ready');
    },
  },
]);
