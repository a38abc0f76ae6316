import { describe, expect, it } from 'vitest';
import { methodFacts, proofMembers, usesSecret } from '../../../shared/clients/authentication-methods.ts';
import * as clientSchema from '../../../shared/clients/client.schema.json';
import { readClient } from '../../../shared/clients/read-client.ts';

function problemsOf(record: object): readonly string[] {
  const client = readClient(record);
  return 'problems' in client ? client.problems : [];
}

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

  it.each(Object.entries(methodFacts))('%s asks for what proves its clients, and for no more', (method, facts) => {
    const proof: readonly string[] = facts.proof;
    const record = { client_id: 'a', token_endpoint_auth_method: method, grant_types: [] };
    expect(problemsOf(record)).toEqual(
      proof.length > 0 ? [`${proof.join(' or ')} is missing (or say token_endpoint_auth_method none)`] : [],
    );
    const useless = proofMembers.filter((name) => !proof.includes(name));
    expect(problemsOf({ ...record, client_secret: 'x'.repeat(32) }).some((each) => each.includes('combined'))).toBe(
      useless.includes('client_secret'),
    );
  });

  it('use a secret where their name says so, and where the record names none', () => {
    for (const name of Object.keys(methodFacts)) expect(usesSecret(name), name).toBe(name.startsWith('client_secret'));
    expect(usesSecret(undefined)).toBe(true);
    // Unchecked records may have any value.
    expect(usesSecret('client_secret_jwt')).toBe(true);
    expect(usesSecret(7)).toBe(true);
  });
});
