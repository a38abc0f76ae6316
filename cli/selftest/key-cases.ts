import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectEqual, expectJson, expectStatus, expectThat, isObject } from './expectation.ts';
import { expectCacheable } from './metadata-cases.ts';
import { type Play, perPlay } from './play.ts';
import { keysReply } from './requests.ts';

/** RFC 7518 §6: private and symmetric members. */
export const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

const algs: readonly unknown[] = ['ES256', 'RS256', 'PS256', 'EdDSA'];

const published = perPlay(async (play) => {
  const { keys } = (await keysReply(play)).members;
  return Array.isArray(keys) ? keys.filter(isObject) : [];
});

async function eachKey(
  play: Play,
  check: (key: Readonly<Record<string, unknown>>, name: string) => void,
): Promise<void> {
  for (const [index, key] of (await published(play)).entries()) check(key, `Key ${index + 1} of /jwks`);
}

export const keyCases = casesOf('keys', [
  {
    name: 'The keys are published as JSON, at least one.',
    clause: 'RFC 7517 §5',
    async run(play) {
      const reply = await keysReply(play);
      expectStatus(reply, 200);
      expectJson(reply);
      expectThat((await published(play)).length > 0, 'There is no key.', 'a list of keys', 'none');
    },
  },
  {
    name: 'The keys have no private members.',
    clause: 'RFC 7517 §9.3',
    run: (play) =>
      eachKey(play, (key, name) => {
        // Never the value.
        const found = privateMembers.filter((member) => member in key);
        expectThat(
          found.length === 0,
          `${name} is not public: retire it (keys retire KID --now).`,
          'no private member',
          found.join(' '),
        );
      }),
  },
  {
    name: 'Each key has a kid, an algorithm and a use.',
    clause: 'RFC 7517 §4',
    run: (play) =>
      eachKey(play, (key, name) => {
        expectThat(typeof key.kid === 'string' && key.kid !== '', `${name} has no kid.`, 'a text', key.kid);
        expectThat(algs.includes(key.alg), `${name} has another algorithm.`, algs.join(' or '), key.alg);
        expectEqual(`${name} has another use.`, key.use, 'sig');
      }),
  },
  {
    name: 'No two keys have one kid.',
    clause: 'RFC 7517 §4.5',
    async run(play) {
      const kids = (await published(play)).map(({ kid }) => kid);
      expectEqual('A kid is repeated.', new Set(kids).size, kids.length);
    },
  },
  {
    name: 'Clients may cache the keys for a while, and get 304 for what they have.',
    clause: 'RFC 9111 §5.2, RFC 9110 §13.1.2',
    run: async (play) => expectCacheable(await keysReply(play), play),
  },
  {
    name: 'The alias of /jwks has the same keys.',
    clause: 'RFC 8414 §2',
    async run(play) {
      const alias = await play.send(paths.wellKnownJwks);
      expectStatus(alias, 200);
      expectThat(
        alias.text === (await keysReply(play)).text,
        'The alias has other keys.',
        'the same document',
        'another',
      );
    },
  },
]);
