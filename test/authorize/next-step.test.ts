import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NextStep, nextStep } from '../../authorize/next-step.ts';
import { readClient } from '../../shared/clients/read-client.ts';
import { app } from '../support/sign-in.ts';

const read = (record: object) => {
  const client = readClient(record);
  if ('problems' in client) throw new Error(client.problems.join());
  return client;
};
const quiet = read(app);
const asking = read({ ...app, consent: true });

/** With so many scopes at each of some resources. */
const access = (minLength: number) =>
  fc.subarray(['https://reports.example', 'https://files.example'], { minLength }).chain((resources) =>
    fc.tuple(
      ...resources.map((resource) =>
        fc.record({
          resource: fc.constant(resource),
          scope: fc.subarray(['openid', 'reports.read', 'reports.write']),
        }),
      ),
    ),
  );

const pairsOf = (given: readonly { readonly resource: string; readonly scope: readonly string[] }[]) =>
  given.flatMap(({ resource, scope }) => [resource, ...scope.map((each) => `${each} at ${resource}`)]);

const booleans = fc.boolean();
const request = fc.record({
  client: fc.constantFrom(quiet, asking),
  access: access(1),
  prompt: fc.subarray(['login', 'consent', 'select_account']),
  maxAge: fc.option(fc.nat(100), { nil: undefined }),
  isNative: booleans,
  parameters: fc.constantFrom(
    {},
    { login_hint: 'ada' },
    { login_hint: 'ADA ' },
    { login_hint: ' Ada@App.Example' },
    { login_hint: 'grace' },
  ),
  hintedSubject: fc.constantFrom(undefined, undefined, 'u_ada', 'u_grace'),
  requiredAcr: fc.constantFrom<readonly string[]>([], [], ['pwd', 'mfa'], ['mfa']),
});
const ada = { subject: fc.constant('u_ada'), username: fc.constant('ada'), email: fc.constant('ada@app.example') };

const known = fc.record({
  session: fc.option(fc.record({ ...ada, authTime: fc.nat(1000), acr: fc.constant('pwd') }), { nil: undefined }),
  consented: access(0),
  now: fc.integer({ min: 1000, max: 1200 }),
});
type Drawn = typeof request extends fc.Arbitrary<infer Asked> ? Asked : never;

function lastOf({ hintedSubject, requiredAcr }: Drawn): NextStep {
  if (hintedSubject === 'u_grace') return 'other user';
  return requiredAcr.length === 0 || requiredAcr.includes('pwd') ? 'done' : 'unmet';
}

function isExpected(asked: Drawn): boolean {
  return asked.parameters.login_hint !== 'grace' && lastOf(asked) === 'done';
}

const passed = fc.record({ signedIn: booleans, confirmed: booleans, consented: booleans });

describe('the next step before a code', () => {
  it('is done only when all required steps are completed', () => {
    fc.assert(
      fc.property(request, known, passed, (asked, user, done) => {
        if (nextStep(asked, user, done) !== 'done') return;
        const { session } = user;
        expect(session).toBeDefined();
        const age = user.now - (session?.authTime ?? 0);
        if (asked.hintedSubject !== undefined) expect(session?.subject).toBe(asked.hintedSubject);
        if (asked.requiredAcr.length > 0) expect(asked.requiredAcr).toContain(session?.acr);
        if (asked.prompt.includes('login')) expect(done.signedIn).toBe(true);
        if (asked.maxAge !== undefined && (asked.maxAge === 0 || age > asked.maxAge)) expect(done.signedIn).toBe(true);
        if (asked.prompt.includes('consent')) expect(done.consented).toBe(true);
        if (asked.client === asking && !done.consented)
          expect(pairsOf(user.consented)).toEqual(expect.arrayContaining(pairsOf(asked.access)));
        const isOther = asked.parameters.login_hint === 'grace';
        if (asked.prompt.includes('select_account') || isOther) expect(done.signedIn || done.confirmed).toBe(true);
        if (asked.isNative) expect(done.signedIn || done.confirmed || done.consented).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('ends after each step was asked for at most once', () => {
    fc.assert(
      fc.property(request, known, (asked, user) => {
        const steps: NextStep[] = [];
        const done = { signedIn: false, confirmed: false, consented: false };
        let session = user.session;
        for (let count = 0; count < 4; count += 1) {
          const next = nextStep(asked, { ...user, session }, done);
          steps.push(next);
          if (next === 'done' || next === 'other user' || next === 'unmet') break;
          if (next === 'sign in') {
            session = { subject: 'u_ada', username: 'ada', email: 'ada@app.example', authTime: user.now, acr: 'pwd' };
            done.signedIn = true;
          }
          if (next === 'confirm') done.confirmed = true;
          if (next === 'consent') done.consented = true;
        }
        expect(steps.at(-1)).toBe(lastOf(asked));
        expect(new Set(steps).size).toBe(steps.length);
        // After a password, the account is known.
        if (steps.includes('sign in')) expect(steps).not.toContain('confirm');
        // After a consent, it is not asked for again.
        if (steps.includes('consent')) expect(steps.lastIndexOf('confirm')).toBeLessThan(steps.indexOf('consent'));
        // If neither request nor client requires more, a session is enough.
        const isPlain = asked.prompt.length === 0 && asked.maxAge === undefined && !asked.isNative;
        if (isPlain && user.session && asked.client === quiet && isExpected(asked)) {
          expect(steps).toEqual(['done']);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
