import { expect, it } from 'vitest';
import { mechanisms } from '../../../shared/client-auth/mechanisms.ts';
import { methodFacts } from '../../../shared/clients/authentication-methods.ts';

it('takes credentials for each method that a client record may have, and for no other', () => {
  const taken = new Set(Object.values(mechanisms).flatMap(({ methods }) => methods));
  expect([...taken].sort()).toEqual(Object.keys(methodFacts).sort());
});
