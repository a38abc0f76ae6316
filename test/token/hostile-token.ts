// Generates hostile values for token parameters.
import fc from 'fast-check';
import { text } from '../support/hostile.ts';

interface Damage {
  readonly part: number;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  part: fc.nat(4),
  at: fc.nat(300),
  remove: fc.nat(300),
  insert: fc.oneof(fc.constant(''), fc.base64String({ maxLength: 60 }), text, fc.constantFrom('.', '..', '=', 'A')),
});

function damaged(token: string, { part, at, remove, insert }: Damage): string {
  const parts = token.split('.');
  const index = part % parts.length;
  const characters = [...(parts[index] ?? '')];
  characters.splice(at % (characters.length + 1), remove, insert);
  return parts.with(index, characters.join('')).join('.');
}

const member = fc.constantFrom(
  'alg',
  'enc',
  'typ',
  'kid',
  'crit',
  'zip',
  'jku',
  'jwk',
  'x5u',
  'b64',
  'epk',
  'p2c',
  'iv',
  '__proto__',
);
const memberValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('none', 'HS256', 'HS512', 'ES256', 'RS256', 'dir', 'A128KW', 'ECDH-ES', 'PBES2-HS256+A128KW', 'DEF', [
    'exp',
  ]),
);
const members = fc.array(fc.tuple(member, memberValue), { minLength: 1, maxLength: 3 });

function withHeader(token: string, changes: readonly (readonly [string, unknown])[]): string {
  const [header = '', ...rest] = token.split('.');
  const decoded = JSON.parse(Buffer.from(header, 'base64url').toString());
  // Object.fromEntries makes __proto__ an ordinary member.
  const changed = Object.fromEntries([...Object.entries(decoded), ...changes]);
  return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
}

/** Several encodings of the same bytes decode alike, so they are the same token. */
function bytes(token: string): string {
  return token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');
}

/** Any text, or a damaged real token; never the real token itself. */
export function hostileToken(real: string): fc.Arbitrary<string> {
  return fc
    .oneof(
      damage.map((done) => damaged(real, done)),
      members.map((changes) => withHeader(real, changes)),
      text,
    )
    .filter((token) => bytes(token) !== bytes(real));
}
