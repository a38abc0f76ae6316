// Secrets that have expired or will expire soon.
import { utc } from '../terminal/output.ts';
import type { LintRule, LintSubject } from './lint-rule.ts';

/** Seconds: thirty days. */
const expiryWarningSeconds = 2_592_000;

const rotate = 'run clients rotate-secret, and give the client its new secret';

export const secretRules: readonly LintRule[] = [
  {
    member: 'client_secrets',
    level: 'error',
    finds: (subject) =>
      subject.client.secrets.length > 0 && live(subject).length === 0
        ? [`the client cannot authenticate: its last secret expired on ${utc(lastEnd(subject))} (AADSTS7000222)`]
        : [],
    todo: rotate,
  },
  {
    member: 'client_secrets',
    level: 'warning',
    finds: (subject) => {
      const left = live(subject);
      const end = lastEnd(subject);
      return left.length > 0 &&
        left.every(({ expiresAt }) => expiresAt !== 0) &&
        end - subject.now <= expiryWarningSeconds
        ? [`the client cannot authenticate after ${utc(end)}, when its last secret expires`]
        : [];
    },
    todo: rotate,
  },
  {
    member: 'client_secrets',
    level: 'warning',
    finds: (subject) => {
      const count = live(subject).length;
      return count > 2 ? [`${count} secrets work, and each of them can leak`] : [];
    },
    todo: 'keep at most two, the second one only during a rotation',
  },
  {
    member: 'client_secrets',
    level: 'warning',
    finds: (subject) => {
      const ended = subject.client.secrets.length - live(subject).length;
      return ended > 0 && live(subject).length > 0
        ? [`${ended === 1 ? 'a secret has' : `${ended} secrets have`} expired: requests that still use it are refused`]
        : [];
    },
    todo: 'remove it; clients rotate-secret also removes it',
  },
];

function live({ client, now }: LintSubject): LintSubject['client']['secrets'] {
  return client.secrets.filter(({ expiresAt }) => expiresAt === 0 || now < expiresAt);
}

/** Seconds since the epoch. */
function lastEnd({ client }: LintSubject): number {
  return Math.max(...client.secrets.map(({ expiresAt }) => expiresAt));
}
