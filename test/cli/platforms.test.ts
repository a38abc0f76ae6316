// What people write for a workload, and how it is said again in a sentence.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeHolder, platforms } from '../../cli/credentials/platforms.ts';
import { anyCharacter } from '../support/any-character.ts';

const guids = ['11111111-2222-3333-4444-555555555555', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'];
const [tenant, object] = guids;

function platformOf(name: string) {
  const platform = platforms.find((each) => each.name === name);
  if (!platform) throw new Error(`no platform ${name}`);
  return platform;
}

const sentenceOf = (identity: { readonly issuer: string; readonly subject: string }) =>
  describeHolder({ ...identity, claims: [] });

const github = 'https://token.actions.githubusercontent.com';

const written: readonly (readonly [
  platform: string,
  text: string,
  identities: readonly (readonly [issuer: string, subject: string, sentence: string])[],
])[] = [
  [
    'github',
    'org/repo:production',
    [[github, 'repo:org/repo:environment:production', 'GitHub Actions of org/repo in the environment production']],
  ],
  [
    'github',
    'Org/re.po:environment:a b:c',
    [[github, 'repo:Org/re.po:environment:a b%3Ac', 'GitHub Actions of Org/re.po in the environment a b%3Ac']],
  ],
  [
    'github',
    'org/repo',
    [[github, 'repo:org/repo:ref:refs/heads/main', 'GitHub Actions of org/repo on the branch main']],
  ],
  [
    'github',
    'org/repo:ref:refs/tags/v1',
    [[github, 'repo:org/repo:ref:refs/tags/v1', 'GitHub Actions of org/repo on the tag v1']],
  ],
  [
    'github',
    'org/repo:pull_request',
    [[github, 'repo:org/repo:pull_request', 'GitHub Actions of org/repo for its pull requests']],
  ],
  [
    'github',
    'org@12/repo@345:ref:refs/heads/a/b',
    [[github, 'repo:org@12/repo@345:ref:refs/heads/a/b', 'GitHub Actions of org@12/repo@345 on the branch a/b']],
  ],
  [
    'kubernetes',
    'reports/nightly.v2@https://oidc.example/id/A1/',
    [
      [
        'https://oidc.example/id/A1/',
        'system:serviceaccount:reports:nightly.v2',
        'the service account reports/nightly.v2 of the cluster https://oidc.example/id/A1/',
      ],
    ],
  ],
  [
    'azure',
    `${tenant}/${object?.toUpperCase()}`,
    [
      [
        `https://login.microsoftonline.com/${tenant}/v2.0`,
        `${object}`,
        `the managed identity ${object} of the tenant ${tenant}, with a token of version 2.0`,
      ],
      [
        `https://sts.windows.net/${tenant}/`,
        `${object}`,
        `the managed identity ${object} of the tenant ${tenant}, with a token of version 1.0`,
      ],
    ],
  ],
  [
    'gitlab',
    'group/sub/project',
    [
      [
        'https://gitlab.com',
        'project_path:group/sub/project:ref_type:branch:ref:main',
        'GitLab CI of group/sub/project on the branch main',
      ],
    ],
  ],
  [
    'gitlab',
    'group/project:tag:v1@https://gitlab.example',
    [
      [
        'https://gitlab.example',
        'project_path:group/project:ref_type:tag:ref:v1',
        'GitLab CI of group/project on the tag v1 at https://gitlab.example',
      ],
    ],
  ],
  [
    'gitlab',
    'group/project:ref_type:branch:ref:a/b@c',
    [
      [
        'https://gitlab.com',
        'project_path:group/project:ref_type:branch:ref:a/b@c',
        'GitLab CI of group/project on the branch a/b@c',
      ],
    ],
  ],
];

const githubForms =
  'Write OWNER/REPO:ENVIRONMENT, OWNER/REPO:ref:refs/heads/BRANCH, OWNER/REPO:ref:refs/tags/TAG or OWNER/REPO:pull_request';

const refused: readonly (readonly [platform: string, text: string, problem: string])[] = [
  [
    'github',
    'https://github.com/org/repo',
    `https://github.com/org/repo does not begin with the name of a repository. ${githubForms}`,
  ],
  ['github', 'org', `org does not begin with the name of a repository. ${githubForms}`],
  ['github', 'org/*', 'org/* has a wildcard, and a subject is compared exactly. Name each one that may get in'],
  [
    'github',
    'org/repo:ref:refs/heads/*',
    'org/repo:ref:refs/heads/* has a wildcard, and a subject is compared exactly. Name each one that may get in',
  ],
  ['github', 'org/repo:', `"" is not the name of an environment. ${githubForms}`],
  ['github', 'org/repo:branch:main', `"branch:main" is not the name of an environment. ${githubForms}`],
  ['github', 'org/repo:ref:main', `ref:main is not a branch or a tag. ${githubForms}`],
  ['github', 'org@1/repo:main', 'org@1/repo has one id. Write both, as in octocat@123456/my-repo@456789, or none'],
  [
    'kubernetes',
    'reports/nightly',
    'reports/nightly is not a service account with its cluster. Write NAMESPACE/ACCOUNT@ISSUER, as in reports/nightly@https://oidc.example/cluster',
  ],
  [
    'kubernetes',
    'reports/*@https://oidc.example',
    'reports/*@https://oidc.example has a wildcard, and a subject is compared exactly. Name each one that may get in',
  ],
  [
    'kubernetes',
    'reports/nightly@http://oidc.example',
    'http://oidc.example is not an issuer: an https URL without user, query and fragment',
  ],
  [
    'kubernetes',
    'reports/nightly@https://u:p@oidc.example',
    'https://u:p@oidc.example is not an issuer: an https URL without user, query and fragment',
  ],
  [
    'azure',
    `${tenant}/nightly`,
    `${tenant}/nightly is not a managed identity. Write TENANT/OBJECT, two ids as az identity show prints them: tenantId and principalId, not clientId`,
  ],
  [
    'gitlab',
    'project',
    'project is not a project with a branch or a tag. Write GROUP/PROJECT:branch:NAME or GROUP/PROJECT:tag:NAME',
  ],
  [
    'gitlab',
    'group/project:main',
    'group/project:main is not a project with a branch or a tag. Write GROUP/PROJECT:branch:NAME or GROUP/PROJECT:tag:NAME',
  ],
];

describe('a workload', () => {
  it.each(written)('of %s is written %s', (platform, text, identities) => {
    const found = platformOf(platform).identitiesOf(text);
    if ('problem' in found) throw new Error(found.problem);
    expect(found.map((each) => [each.issuer, each.subject, sentenceOf(each)])).toEqual(identities);
  });

  it.each(refused)('of %s is not written %s', (platform, text, problem) => {
    expect(platformOf(platform).identitiesOf(text)).toEqual({ problem });
  });

  it('is named by its subject, its issuer and its claims if its platform is not known', () => {
    const sentence = (issuer: string, subject: string) => sentenceOf({ issuer, subject });
    expect(
      describeHolder({
        issuer: 'https://a.example',
        subject: 'job',
        claims: [
          ['tier', 1],
          ['main', true],
        ],
      }),
    ).toBe('the subject job of the issuer https://a.example, with tier 1 and main true');
    // Only GitHub's own issuer speaks for its repositories.
    expect(sentence('https://a.example', 'repo:org/repo:pull_request')).toBe(
      'the subject repo:org/repo:pull_request of the issuer https://a.example',
    );
    for (const subject of [
      'repo:org/repo:constructor',
      'repo:org/repo:',
      'repository_owner:org',
      'repo:org/repo:ref:x',
    ]) {
      expect(sentence(github, subject)).toBe(`the subject ${subject} of the issuer ${github}`);
    }
    expect(sentence(`https://sts.windows.net/${tenant}/`, 'someone')).toBe(
      `the subject someone of the issuer https://sts.windows.net/${tenant}/`,
    );
  });
});

const word = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const shapes = fc.oneof(
  fc.string(),
  fc.string({ unit: anyCharacter }),
  fc
    .array(
      fc.oneof(word, fc.constantFrom('/', ':', '@', '*', 'ref:refs/heads/', 'environment:', 'https://', '%3A', '\n')),
      { maxLength: 9 },
    )
    .map((parts) => parts.join('')),
);

describe('any text', () => {
  it('gives a subject of which its sentence is clear, or a problem that names what was written', () => {
    fc.assert(
      fc.property(fc.constantFrom(...platforms), shapes, (platform, text) => {
        const found = platform.identitiesOf(text);
        if ('problem' in found) {
          expect(found.problem.length).toBeGreaterThan(text.length > 0 ? 20 : 0);
          return;
        }
        for (const identity of found) {
          expect(identity.subject).toMatch(/^[^*?\p{Cc}]{1,600}$/u);
          expect(platform.describe(identity)).toEqual(expect.any(String));
        }
      }),
    );
  });

  it('is told apart from every other subject by its sentence', () => {
    const ref = fc.stringMatching(/^[a-z0-9@%_-]{1,8}(\/[a-z0-9@]{1,8})?$/);
    const texts = fc.oneof(
      fc
        .tuple(word, word, ref, fc.constantFrom('', 'environment:', 'ref:refs/heads/', 'ref:refs/tags/'))
        .map(([owner, repo, name, kind]) => ['github', `${owner}/${repo}:${kind}${name}`] as const),
      fc
        .tuple(word, word, ref, fc.constantFrom('branch', 'tag'), fc.constantFrom('', '@https://gitlab.example'))
        .map(([group, project, name, type, host]) => ['gitlab', `${group}/${project}:${type}:${name}${host}`] as const),
      fc
        .tuple(word, word, word)
        .map(([space, account, host]) => ['kubernetes', `${space}/${account}@https://${host}.example`] as const),
      fc.tuple(fc.uuid(), fc.uuid()).map((ids) => ['azure', ids.join('/')] as const),
    );
    const identitiesOf = ([platform, text]: readonly [string, string]) => {
      const found = platformOf(platform).identitiesOf(text);
      if ('problem' in found) throw new Error(found.problem);
      return found;
    };
    fc.assert(
      fc.property(fc.array(texts, { minLength: 2, maxLength: 6 }), (all) => {
        const identities = all.flatMap(identitiesOf);
        const different = new Set(identities.map(({ issuer, subject }) => `${issuer} ${subject}`));
        expect(new Set(identities.map(sentenceOf)).size).toBe(different.size);
      }),
    );
  });
});
