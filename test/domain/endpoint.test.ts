import { expect, test } from 'vitest';
import { type Authentication, knowsUsernames, resolveEndpoint } from '../../src/domain/endpoint.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';

test.each<[readonly Authentication[], boolean]>([
  [['directory'], true],
  [['federated'], true],
  [['certificate', 'directory'], true],
  [['certificate'], false],
  [['unknown'], false],
  [[], false],
])('an endpoint with %j has user names: %s', (authentication, known) => {
  const facts = {
    status: 'available',
    authentication,
    connectHandler: 'none' as const,
    sessionTimeoutHours: 24,
  };

  expect(knowsUsernames(facts)).toBe(known);
});

test.each(['lab', 'LAB', lab.id, lab.id.toUpperCase()])(
  '“%s” finds the endpoint by its name or id',
  (typed) => {
    expect(resolveEndpoint([anEndpoint(), lab], typed)).toEqual(lab);
  },
);

test.each(['', 'la', 'labb', 'la b', 'prod', lab.id.slice(0, -1), 'on'])('“%s” is no endpoint', (typed) => {
  expect(resolveEndpoint([anEndpoint(), lab], typed)).toBeUndefined();
});
