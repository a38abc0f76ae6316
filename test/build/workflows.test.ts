// The workflows of GitHub: pinned, with the permissions that they need, and in step with package.json, .ci/run and infra/.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, '.github', 'workflows');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

const {
  engines,
  scripts,
}: {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
} = JSON.parse(read('package.json'));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

type Permissions = Readonly<Record<string, string>>;

interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes'?: number;
  readonly environment?: string;
  readonly permissions?: Permissions;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = readdirSync(folder);
const sources = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
const workflows = new Map([...sources].map(([file, source]) => [file, parse(source) as Workflow]));

const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => [`${file} ${name}`, job] as const),
);
const steps = jobs.flatMap(([name, job]) => job.steps.map((step) => [name, step] as const));

/** Beyond reading the repository. */
const granted: Readonly<Record<string, Permissions>> = {
  'codeql.yml analyze': { 'security-events': 'write' },
  'deploy.yml deploy': { 'id-token': 'write' },
  'release.yml publish': { contents: 'write', 'id-token': 'write', attestations: 'write' },
};

it('are those that CONTRIBUTING.md lists', () => {
  const listed = [...read('CONTRIBUTING.md').matchAll(/^\| `(\w+\.yml)` \|/gm)].map(([, file]) => file);
  expect(listed.sort()).toEqual(files.sort());
});

describe.each([...workflows])('%s', (file, { on, permissions, concurrency }) => {
  it('can only read, has no parallel runs of itself, and no trigger that gives strangers rights', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(concurrency?.group).toMatch(/^\w+-\$\{\{ /);
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(Object.keys(on)).not.toContain('workflow_run');
  });

  it('uses actions by commit, with their versions in comments', () => {
    const uses = (sources.get(file) ?? '').match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const each of uses) expect(each).toMatch(/^uses: [\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('names no secret, since there is none', () => {
    expect(sources.get(file)).not.toMatch(/secrets[.[]/);
  });
});

it('use one commit of an action', () => {
  const commits = new Map<string, Set<string>>();
  for (const [, { uses }] of steps) {
    const [action = '', commit = ''] = uses?.split('@') ?? [];
    const repository = action.split('/').slice(0, 2).join('/');
    if (uses) commits.set(repository, (commits.get(repository) ?? new Set()).add(commit));
  }
  expect([...commits].filter(([, of]) => of.size > 1)).toEqual([]);
});

describe.each(jobs)('%s', (name, job) => {
  it('ends in time, on a system that does not change by itself', () => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    const { system = [] } = job.strategy?.matrix ?? {};
    for (const each of system.length > 0 ? system : [job['runs-on']])
      expect(each).toMatch(/^(ubuntu|windows|macos)-\d/);
  });

  it('has the permissions that it needs', () => {
    const { contents = 'read', ...others } = job.permissions ?? {};
    const { contents: expected = 'read', ...more } = granted[name] ?? {};
    expect({ contents, ...others }).toEqual({ contents: expected, ...more });
  });

  it('waits for the rules of an environment before it writes outside of the repository', () => {
    if (job.permissions?.['id-token']) expect(job.environment).toBeDefined();
  });
});

it('leave no token of the repository on the disk', () => {
  const checkouts = steps.filter(([, { uses }]) => uses?.startsWith('actions/checkout@'));
  expect(checkouts.length).toBeGreaterThan(0);
  for (const [name, step] of checkouts) expect(step.with, name).toEqual({ 'persist-credentials': false });
});

it('put no expression into a script, where its value would be code', () => {
  expect(steps.filter(([, { run }]) => run?.includes('${{')).map(([name]) => name)).toEqual([]);
});

it('run scripts that package.json has', () => {
  const called = steps.flatMap(([, { run = '' }]) =>
    [...run.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script),
  );
  expect(called.length).toBeGreaterThan(0);
  expect(called.filter((script) => !(script in scripts))).toEqual([]);
});

const check = workflows.get('check.yml');

it('check on every Node.js version that is supported', () => {
  const tested = [...(scripts['test:nodes'] ?? '').matchAll(/--package=node@([\d.]+)/g)].map(([, node = '']) => node);
  expect(check?.jobs.test?.strategy?.matrix.node).toEqual(tested);
  expect(`>=${tested[0]}`).toBe(engines.node);
  const used = steps.flatMap(([, step]) => step.with?.['node-version'] ?? []);
  expect(used.filter((node) => !String(node).startsWith('${{ matrix.') && !tested.includes(String(node)))).toEqual([]);
});

it('check everything that .ci/run does', () => {
  const stages = [...read('.ci', 'run').matchAll(/\bnpm (?:ci|test|run [\w:]+)(?: -- [^'\n]+)?/g)].map(
    ([command]) => command,
  );
  const run = Object.values(check?.jobs ?? {}).flatMap((job) => job.steps.flatMap((step) => step.run ?? []));
  expect(stages.length).toBeGreaterThan(5);
  expect(stages.filter((stage) => !run.includes(stage))).toEqual([]);
});

it('deploy with every parameter of infra/, from the variables of the environment', () => {
  const parameters = [...read('infra', 'main.parameters.json').matchAll(/"\$\{(\w+)\}"/g)].map(([, name = '']) => name);
  const names = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID', ...parameters];
  expect(workflows.get('deploy.yml')?.jobs.deploy?.env).toEqual(
    Object.fromEntries(names.map((name) => [name, `\${{ vars.${name} }}`])),
  );
});

describe('Dependabot', () => {
  it('updates the packages and the actions, in groups', () => {
    const { version, updates } = parse(read('.github', 'dependabot.yml'));
    expect(version).toBe(2);
    const ecosystems = updates.map((update: Readonly<Record<string, unknown>>) => [
      update['package-ecosystem'],
      update.directory,
      Object.keys(update.groups ?? {}).length > 0,
    ]);
    expect(ecosystems).toEqual([
      ['npm', '/', true],
      ['npm', '/bench', true],
      ['github-actions', '/', true],
    ]);
  });
});

interface FormItem {
  readonly type: string;
  readonly id?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

describe.each(['bug.yml', 'feature.yml'])('the form %s', (file) => {
  const { name, description, body } = parse(read('.github', 'ISSUE_TEMPLATE', file));
  const items: readonly FormItem[] = body;

  it('has what GitHub requires of a form', () => {
    expect([typeof name, typeof description]).toEqual(['string', 'string']);
    const fields = items.filter(({ type }) => type !== 'markdown');
    expect(fields.every(({ id, attributes }) => /^[\w-]+$/.test(id ?? '') && 'label' in attributes)).toBe(true);
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    const types = ['markdown', 'input', 'textarea', 'dropdown', 'checkboxes'];
    expect(items.filter(({ type }) => !types.includes(type))).toEqual([]);
  });
});
