import { describe, expect, it } from 'vitest';
import { methodFacts, usesSecret } from '../../../shared/clients/authentication-methods.ts';
import * as clientSchema from '../../../shared/clients/client.schema.json';

const member = clientSchema.schema.properties.token_endpoint_auth_method as {
  readonly enum: readonly string[];
  readonly description: string;
};

describe('the client authentication methods', () => {
  it('are those that the schema of a client record takes', () => {
    const names = Object.keys(methodFacts).sort();
    expect([...member.enum].sort()).toEqual(names);
    expect(member.description.split(/, | or /).sort()).toEqual(names);
  });

  it('use a secret where their name says so, and where the record names none', () => {
    for (const name of Object.keys(methodFacts)) expect(usesSecret(name), name).toBe(name.startsWith('client_secret'));
    expect(usesSecret(undefined)).toBe(true);
    // What a record says that is not valid yet.
    expect(usesSecret('client_secret_jwt')).toBe(true);
    expect(usesSecret(7)).toBe(true);
  });
});
