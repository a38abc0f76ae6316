// Rules for client records beyond the schema: what will fail, and what is unsafe. They are pure functions.
import { consentRules } from './consent-rules.ts';
import { exchangeRules } from './exchange-rules.ts';
import { federationRules } from './federation-rules.ts';
import { grantRules } from './grant-rules.ts';
import { keyRules } from './key-rules.ts';
import { lifetimeRules } from './lifetime-rules.ts';
import type { LintRule } from './lint-rule.ts';
import { logoutRules } from './logout-rules.ts';
import { protectionRules } from './protection-rules.ts';
import { redirectRules } from './redirect-rules.ts';
import { resourceRules } from './resource-rules.ts';
import { secretRules } from './secret-rules.ts';

export const lintRules: readonly LintRule[] = [
  ...grantRules,
  ...lifetimeRules,
  ...protectionRules,
  ...consentRules,
  ...redirectRules,
  ...logoutRules,
  ...resourceRules,
  ...exchangeRules,
  ...secretRules,
  ...keyRules,
  ...federationRules,
];
