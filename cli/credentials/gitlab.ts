// GitLab CI: https://docs.gitlab.com/ci/secrets/id_token_authentication/

import { issuerProblem } from './issuer-problem.ts';
import { isGitRef, type Platform, wildcardProblem } from './platform.ts';

const gitlabIssuer = 'https://gitlab.com';

const form =
  /^(?<project>[\w.-]+(?:\/[\w.-]+)+)(?::(?:ref_type:)?(?<type>branch|tag):(?:ref:)?(?<ref>[^:]+?))?(?:@(?<host>https:.*))?$/s;

export const gitlab: Platform = {
  name: 'gitlab',
  form: 'group/project:branch:main',
  help: 'GitLab CI of a project',
  notes: [
    'GROUP/PROJECT:branch:NAME, GROUP/PROJECT:tag:NAME; GROUP/PROJECT is its branch main. @https://HOST after it is',
    'another GitLab than gitlab.com.',
  ],
  identitiesOf(text) {
    const { project, type = 'branch', ref = 'main', host = gitlabIssuer } = form.exec(text)?.groups ?? {};
    const problem = wildcardProblem(text) ?? issuerProblem(host);
    if (problem) return problem;
    if (project === undefined || !isGitRef(ref)) {
      return {
        problem: `${text} is not a project with a branch or a tag. Write GROUP/PROJECT:branch:NAME or GROUP/PROJECT:tag:NAME`,
      };
    }
    return [
      { name: `${project}-${ref}`, issuer: host, subject: `project_path:${project}:ref_type:${type}:ref:${ref}` },
    ];
  },
  describe({ issuer, subject }) {
    const { project, type, ref } =
      /^project_path:(?<project>[^:]+):ref_type:(?<type>branch|tag):ref:(?<ref>.+)$/.exec(subject)?.groups ?? {};
    const host = issuer === gitlabIssuer ? '' : ` at ${issuer}`;
    return project && `GitLab CI of ${project} on the ${type} ${ref}${host}`;
  },
};
