import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { headingId } from '../docs-site/site.ts';
import { unproved } from '../src/app/cli/doctor.ts';
import { readRootFile } from './architecture/source-tree.ts';

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ...readdirSync('docs/guide').map((name) => `docs/guide/${name}`),
  ...readdirSync('decisions').map((name) => `decisions/${name}`),
];

test.each(pages)('every link of %s leads to a file, and to a heading in it', (page) => {
  const links = [...readRootFile(page).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link = '']) => link);

  const broken = links.filter((link) => {
    const [path = '', heading] = link.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path));
    return !existsSync(file) || (heading !== undefined && !headingsOf(file).includes(heading));
  });

  expect(broken).toEqual([]);
});

test.each(pages)('every file and folder that %s names exists', (page) => {
  const paths = [
    ...readRootFile(page).matchAll(/`([\w./-]+\/[\w.-]+\.tsx?|(?:src|test|infra|emulators)\/[\w./-]*)`/g),
  ];

  const isThere = (path: string) => ['', 'src/', 'src/features/'].some((start) => existsSync(start + path));
  expect(paths.map(([, path = '']) => path).filter((path) => !isThere(path))).toEqual([]);
});

it('every identifier that CONTRIBUTING, ARCHITECTURE and the data model name exists', () => {
  const sources = ['src', 'test', 'infra', 'emulators'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => readRootFile(`${folder}/${path}`)),
  );
  const known = new Set(sources.flatMap((source) => source.match(/\w+/g) ?? []));

  for (const page of ['CONTRIBUTING.md', 'ARCHITECTURE.md', 'docs/data-model.md']) {
    const named = [...readRootFile(page).matchAll(/`([A-Za-z]+[a-z][A-Z]\w+)(?:\(\))?`/g)];
    const missing = named.map(([, name = '']) => name).filter((name) => !known.has(name));
    expect({ page, missing }).toEqual({ page, missing: [] });
  }
});

describe('how it is run says what the bot does', () => {
  const unit = readRootFile('deploy/bouncer.service');
  const image = readRootFile('Dockerfile');

  it('the unit does not try an invalid configuration again, and gives the bot the time that it takes to stop', () => {
    expect(readRootFile('src/main.ts')).toContain('invalidConfigCode = 78');
    expect(unit).toMatch(/^RestartPreventExitStatus=78$/m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(20);
  });

  it('the image is made of what .dockerignore lets in, and of nothing else', () => {
    const copied = [...image.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    const allowed = [...readRootFile('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path]) => path);

    expect(new Set(copied)).toEqual(new Set(allowed));
    for (const path of copied) expect(existsSync(path)).toBe(true);
  });

  it('the image has exactly the Node that the bot is tested with, or the one that its builder names', () => {
    const { version } = JSON.parse(readRootFile('package-lock.json')).packages['node_modules/node'];

    expect(image).toContain(`\nARG NODE_IMAGE=node:${version}-slim\n`);
    expect([...image.matchAll(/^FROM \$\{(\w+)\}/gm)].map(([, name]) => name)).toEqual([
      'NODE_IMAGE',
      'BASE_IMAGE',
    ]);
    expect(image).toContain('\nCOPY --from=build /usr/local/bin/node /usr/local/bin/node\n');
    expect(readRootFile('docs/runbook.md')).toContain(`--build-arg NODE_IMAGE=node:${version}-slim@sha256:`);
    expect(version.split('.')[0]).toBe(readRootFile('.node-version').trim());
  });

  it('the runbook lists what only a real account can prove, as doctor --probe does', () => {
    const section = readRootFile('docs/runbook.md').split('## What only a real account can prove')[1] ?? '';

    const [list = ''] = section.split('\n## ');
    const rows = [...list.matchAll(/^\| (?!what |---)(.*) \| (.*) \|$/gm)].map(([, claim, proof]) => ({
      claim,
      proof,
    }));
    expect(rows).toEqual(unproved('/vpn'));
  });

  it('the image does not run as root', () => {
    expect(image).toMatch(/^USER 1000:1000$/m);
  });

  it('Compose and Kubernetes let it write only its store, give it no privilege, and the time that it takes to stop', () => {
    const { services } = parse(readRootFile('deploy/compose.yaml'));
    const objects = parseAllDocuments(readRootFile('deploy/kubernetes.yaml')).map((one) => one.toJS());
    const [set] = objects.filter(({ kind }) => kind === 'StatefulSet');
    const { spec } = set.spec.template;
    const [container] = spec.containers;

    expect(services.bouncer).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      stop_grace_period: '30s',
      env_file: '../env',
    });
    expect(services.bouncer.volumes).toContain('store:/var/lib/bouncer');
    // What the restricted level asks for: https://kubernetes.io/docs/concepts/security/pod-security-standards/
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(set.spec.replicas).toBe(1);
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(20);
    expect([container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path]).toEqual([
      '/healthz',
      '/readyz',
    ]);
    expect(container.volumeMounts.map(({ name }: { name: string }) => name)).toEqual(['config', 'store']);
    expect(set.spec.volumeClaimTemplates[0].metadata.name).toBe('store');
    expect(objects.map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ServiceAccount',
      'StatefulSet',
      'Service',
    ]);
  });

  it('the runbook explains every sentence of /readyz, and every exit code', () => {
    const runbook = readRootFile('docs/runbook.md');

    for (const [file, sentence] of [
      ['app/compose.ts', 'not connected to Slack'],
      ['app/compose.ts', 'the audit log cannot be written: '],
      ['features/audit/compare-with-channel.ts', 'the audit log does not agree with the audit channel'],
      ['app/compose.ts', 'jobs are overdue since '],
    ] as const) {
      expect(readRootFile(`src/${file}`)).toContain(sentence);
      expect(runbook).toContain(`\`${sentence}`);
    }
    for (const code of [0, 1, 78]) expect(runbook).toContain(`| ${code} |`);
  });
});

function headingsOf(file: string): readonly string[] {
  return [...readRootFile(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => headingId(title));
}
