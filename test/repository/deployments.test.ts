import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { readRootFile } from '../architecture/source-tree.ts';
import { kubernetesObjects } from './schemas/kubernetes-objects.ts';

describe('deploy/kubernetes.yaml', () => {
  const objects = parseAllDocuments(readRootFile('deploy/kubernetes.yaml')).map((one) => one.toJS());

  it.each(objects.map((object) => [String(object.kind), object]))(
    '%s has only fields that Kubernetes knows',
    (_kind, object) => {
      expect(kubernetesObjects.safeParse(object).error?.issues).toBeUndefined();
    },
  );

  it.each([
    ['replica', 'replicas'],
    ['runAsNonroot', 'runAsNonRoot'],
    ['containerport', 'containerPort'],
    ['failureTreshold', 'failureThreshold'],
  ])('is refused with %s for %s', (mistyped, field) => {
    const changed = parseAllDocuments(
      readRootFile('deploy/kubernetes.yaml').replace(`${field}:`, `${mistyped}:`),
    );

    const results = changed.map((one) => kubernetesObjects.safeParse(one.toJS()).success);

    expect(results).toContain(false);
  });
});

describe('deploy/compose.yaml', () => {
  const schema = z.fromJSONSchema(JSON.parse(readRootFile('test/repository/schemas/compose-spec.json')));
  const compose = parse(readRootFile('deploy/compose.yaml'));

  it('is valid by Compose’s schema', () => {
    expect(schema.safeParse(compose).error?.issues).toBeUndefined();
  });

  it.each([{ readonly: true }, { read_only: [] }, { stop_grace_period: 30 }])(
    'is refused with %o',
    (changes) => {
      const changed = { ...compose, services: { bouncer: { ...compose.services.bouncer, ...changes } } };

      expect(schema.safeParse(changed).success).toBe(false);
    },
  );
});
