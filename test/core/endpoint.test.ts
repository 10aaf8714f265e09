import { expect, test } from 'vitest';
import { type Authentication, knowsUsernames } from '../../src/core/endpoint.ts';

test.each<[readonly Authentication[], boolean]>([
  [['directory'], true],
  [['federated'], true],
  [['certificate', 'directory'], true],
  [['certificate'], false],
  [['unknown'], false],
  [[], false],
])('an endpoint that asks for %j knows user names: %s', (authentication, known) => {
  const facts = {
    status: 'available',
    authentication,
    connectHandler: 'none' as const,
    sessionTimeoutHours: 24,
  };

  expect(knowsUsernames(facts)).toBe(known);
});
