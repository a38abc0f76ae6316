import { describe, expect, it } from 'vitest';
import * as clientSchema from '../../../shared/clients/client.schema.json';
import { enabledGrantTypes, grantFacts, grantTypes } from '../../../shared/clients/grant-types.ts';
import { grants } from '../../../token/grants/index.ts';

describe('the grant types', () => {
  it('are the grants of the token endpoint, each with its facts', () => {
    expect([...grants.keys()]).toEqual([...grantTypes.keys()]);
    for (const [name, grant] of grants) expect(grant).toMatchObject({ ...grantTypes.get(name), type: name });
  });

  it('are those that the schema of a client record names, beside implicit and URIs', () => {
    const member = clientSchema.schema.properties.grant_types as { readonly items: { readonly pattern: string } };
    const named = member.items.pattern.replace(/^\^\(|\)\$$/g, '').split('|');
    const isUri = (alternative: string) => alternative.includes(':');
    expect(named.filter((alternative) => !isUri(alternative)).sort()).toEqual(
      [...Object.keys(grantFacts).filter((name) => !isUri(name)), 'implicit'].sort(),
    );
    for (const name of grantTypes.keys()) {
      expect(clientSchema.validate({ client_id: 'a', grant_types: [name] }), name).toBe(true);
    }
  });

  it('are all enabled, but for password without its setting', () => {
    expect([...enabledGrantTypes({ hasPasswordGrant: true })]).toEqual([...grantTypes.keys()]);
    const others = [...grantTypes.keys()].filter((name) => name !== 'password');
    expect([...enabledGrantTypes({ hasPasswordGrant: false })]).toEqual(others);
  });
});
