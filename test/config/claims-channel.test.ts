import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { environmentWith, problemsIn } from './written-config.ts';

const file = `
endpoints:
  - { id: cvpn-endpoint-0a, name: prod-eu, region: eu-west-1 }
  - { id: cvpn-endpoint-0b, name: lab, region: eu-west-1 }
channels:
  - { id: C0KICK, allow: [see, kick] }
  - { id: C0NOWHERE, allow: [see, block], endpoints: [] }
  - { id: C0LAB, allow: [see, block], endpoints: [lab] }
  - { id: C0LISTS, allow: [see, block], endpoints: [lab, prod-eu] }
  - { id: C0EVERY, allow: [see, block] }
audit: { channel: C0AUDIT }
`;
const claimsChannelOf = (text: string) => loadConfig(environmentWith(text)).rules.claimsChannel;

test('by default, the first channel that can block people on every endpoint decides about claims', () => {
  expect(claimsChannelOf(file)).toBe('C0LISTS');
  expect(claimsChannelOf(file.replace(/.*C0LISTS.*\n/, ''))).toBe('C0EVERY');
  expect(claimsChannelOf(file.replace(/.*C0(LISTS|EVERY).*\n/g, ''))).toBeUndefined();
});

test.each([
  ['C0EVERY', 'C0EVERY'],
  ['C0LISTS', 'C0LISTS'],
  ['off', undefined],
  ['false', undefined],
])('people.claims: %s is used as it stands', (claims, channel) => {
  expect(claimsChannelOf(`${file}people: { claims: ${claims} }\n`)).toBe(channel);
});

test.each([
  ['may block on one endpoint only', 'C0LAB'],
  ['may block on no endpoint', 'C0NOWHERE'],
  ['may not block', 'C0KICK'],
  ['the file does not list', 'C0OTHER'],
])('refuses a channel for claims that %s', (_, claims) => {
  expect(problemsIn(`${file}people: { claims: ${claims} }\n`)).toEqual([
    { path: 'people.claims', message: expect.stringContaining(`"${claims}" isn’t a channel in this file`) },
  ]);
});
