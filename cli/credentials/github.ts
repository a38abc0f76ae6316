// GitHub Actions: https://docs.github.com/en/actions/reference/security/oidc
import { isGitRef, type Platform, wildcardProblem } from './platform.ts';
import type { Problem } from './problem.ts';

const githubIssuer = 'https://token.actions.githubusercontent.com';

const forms =
  'Write OWNER/REPO:ENVIRONMENT, OWNER/REPO:ref:refs/heads/BRANCH, OWNER/REPO:ref:refs/tags/TAG or OWNER/REPO:pull_request';

/** A repository that was created or renamed since July 2026 has ids in its subjects: `owner@1/repo@2`. */
const repository = /^[\w-]+(?<ownerId>@\d+)?\/[\w.-]+(?<repositoryId>@\d+)?$/;

/** The name of an environment may have anything but a line break. */
const environmentName = /^[^\p{Cc}]{1,255}$/u;

export const github: Platform = {
  name: 'github',
  form: 'owner/repo:environment',
  help: 'GitHub Actions of a repository',
  notes: [
    'OWNER/REPO:ENVIRONMENT, OWNER/REPO:ref:refs/heads/BRANCH, OWNER/REPO:ref:refs/tags/TAG, OWNER/REPO:pull_request;',
    'OWNER/REPO is its branch main. Repositories created or renamed since July 2026 have ids: OWNER@ID/REPO@ID. The prefix',
    'is shown by: gh api repos/OWNER/REPO/actions/oidc/customization/sub',
  ],
  identitiesOf(text) {
    const colon = text.indexOf(':');
    const [repo, part] = colon === -1 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
    const wild = wildcardProblem(text);
    if (wild) return wild;
    const { ownerId, repositoryId } = repository.exec(repo)?.groups ?? {};
    if (!repository.test(repo)) return { problem: `${text} does not begin with the name of a repository. ${forms}` };
    if ((ownerId === undefined) !== (repositoryId === undefined)) {
      return { problem: `${repo} has one id. Write both, as in octocat@123456/my-repo@456789, or none` };
    }
    const context = contextOf(part);
    return typeof context === 'string'
      ? [{ name: text, issuer: githubIssuer, subject: `repo:${repo}:${context}` }]
      : context;
  },
  describe({ issuer, subject }) {
    const { repo, context = '' } = /^repo:(?<repo>[^/:]+\/[^/:]+):(?<context>.+)$/.exec(subject)?.groups ?? {};
    if (issuer !== githubIssuer || repo === undefined) return undefined;
    const [, kind, name] = /^(environment:|ref:refs\/heads\/|ref:refs\/tags\/)(.+)$/.exec(context) ?? [];
    const where = kind === undefined ? contexts.get(context) : `${contexts.get(kind)} ${name}`;
    return where && `GitHub Actions of ${repo} ${where}`;
  },
};

const contexts: ReadonlyMap<string, string> = new Map([
  ['environment:', 'in the environment'],
  ['ref:refs/heads/', 'on the branch'],
  ['ref:refs/tags/', 'on the tag'],
  ['pull_request', 'for its pull requests'],
]);

/** What follows the repository in the subject. */
function contextOf(part: string | undefined): string | Problem {
  if (part === undefined) return 'ref:refs/heads/main';
  if (part === 'pull_request') return part;
  if (part.startsWith('ref:')) {
    const [, ref = ''] = /^ref:refs\/(?:heads|tags)\/(.*)$/s.exec(part) ?? [];
    return isGitRef(ref) ? part : { problem: `${part} is not a branch or a tag. ${forms}` };
  }
  const isSpelt = part.startsWith('environment:');
  const environment = isSpelt ? part.slice('environment:'.length) : part;
  if (!environmentName.test(environment) || (!isSpelt && environment.includes(':'))) {
    return { problem: `"${part}" is not the name of an environment. ${forms}` };
  }
  // GitHub writes a colon in the name like this.
  return `environment:${environment.replaceAll(':', '%3A')}`;
}
