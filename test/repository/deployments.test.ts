import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { StatefulSet } from 'kubernetes-models/apps/v1';
import { Namespace, Service, ServiceAccount } from 'kubernetes-models/v1';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readRootFile } from '../architecture/source-tree.ts';

const models = { Namespace, ServiceAccount, StatefulSet, Service };

describe('deploy/kubernetes.yaml', () => {
  const objects = parseAllDocuments(readRootFile('deploy/kubernetes.yaml')).map((one) => one.toJS());

  it.each(objects.map((object) => [String(object.kind), object]))(
    '%s is valid by Kubernetes’ schema',
    (kind, object) => {
      expect(() => modelOf(kind, object).validate()).not.toThrow();
    },
  );

  it('would not be valid without the names of its containers', () => {
    const [set] = objects.filter(({ kind }) => kind === 'StatefulSet');
    const [{ name, ...container }] = set.spec.template.spec.containers;
    const template = { ...set.spec.template, spec: { ...set.spec.template.spec, containers: [container] } };

    const changed = modelOf('StatefulSet', { ...set, spec: { ...set.spec, template } });

    expect(name).toBe('bouncer');
    expect(() => changed.validate()).toThrow('must have required property name');
  });
});

describe('deploy/compose.yaml', () => {
  it('is valid by Compose’s schema', () => {
    expect(schemaProblemsOf('deploy/compose.yaml')).toEqual([]);
  });

  it('would not be valid with a mistyped key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bouncer-compose-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'compose.yaml');
    await writeFile(path, readRootFile('deploy/compose.yaml').replace('read_only', 'readonly'));

    expect(schemaProblemsOf(path)).toEqual([expect.stringContaining('additional properties')]);
  });
});

function modelOf(kind: string, object: object) {
  if (!isKnown(kind)) throw new Error(`No schema was chosen for ${kind}.`);
  // It fills in what the constructor's type asks for, and the schema finds what is missing or of the wrong type.
  return new models[kind](object as never);
}

function isKnown(kind: string): kind is keyof typeof models {
  return kind in models;
}

/** Its rules of style are its own; the schema is that of https://github.com/compose-spec/compose-spec. */
function schemaProblemsOf(path: string): readonly string[] {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
  const results: readonly LintedFile[] = linter.lintFiles([path], false);
  const messages = results.flatMap((result) => result.messages);
  return messages.filter(({ rule }) => rule.startsWith('invalid-')).map(({ message }) => message);
}

/** The linter's own type of it is missing from its package. */
interface LintedFile {
  readonly messages: readonly { readonly rule: string; readonly message: string }[];
}
