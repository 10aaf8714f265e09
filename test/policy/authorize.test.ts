import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Channel } from '../../src/domain/channel.ts';
import type { AccountType } from '../../src/domain/person.ts';
import { type ChannelGrant, channelGrants, type Grant } from '../../src/domain/rules.ts';
import {
  type AccessContext,
  authorize,
  authorizeAudience,
  type DenialReason,
  endpointsGranted,
} from '../../src/policy/authorize.ts';
import { anAccessContext } from '../builders/an-access-context.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { channelId } from '../builders/ids.ts';
import { aChannelRule, someRules } from '../builders/some-rules.ts';

const standings: readonly AccountType[] = ['member', 'guest', 'outsider', 'deactivated', 'bot'];
const acts: readonly ChannelGrant[] = ['kick', 'kick-many', 'block'];
const everything = someRules({ channels: [aChannelRule({ allow: channelGrants })] });
const reasonOf = (access: AccessContext, grant: Grant, rules = everything): DenialReason | 'allowed' => {
  const decision = authorize(rules, access, grant);
  return decision.allowed ? 'allowed' : decision.reason;
};

test.each([...channelGrants, 'self'] as const)('a member may %s where it is granted', (grant) => {
  expect(reasonOf(anAccessContext(), grant)).toBe('allowed');
});

test.each(standings.filter((accountType) => accountType !== 'member'))(
  'denies a %s everything everywhere',
  (accountType) => {
    const access = anAccessContext({ person: { accountType } });

    for (const grant of [...channelGrants, 'self'] as const)
      expect(reasonOf(access, grant)).toBe(`person_${accountType}`);
  },
);

test('denies a person whom Slack cannot verify everything', () => {
  const access: AccessContext = { ...anAccessContext(), person: { kind: 'unverifiable' } };

  expect(reasonOf(access, 'see')).toBe('person_unverifiable');
  expect(reasonOf(access, 'self')).toBe('person_unverifiable');
});

test.each([
  ['absent', 'membership_missing'],
  ['unverifiable', 'membership_unverifiable'],
] as const)(
  'allows someone who is %s in a private channel to look things up, and denies actions',
  (membership, reason) => {
    const access = anAccessContext({ membership });

    for (const grant of acts) expect(reasonOf(access, grant)).toBe(reason);
    for (const grant of ['see', 'audit', 'self'] as const) expect(reasonOf(access, grant)).toBe('allowed');
  },
);

test('denies look-ups from outside a private channel, except to its members', () => {
  const reasons = (['absent', 'unverifiable', 'member'] as const).map((membership) =>
    (['see', 'audit', 'self'] as const).map((grant) =>
      reasonOf({ ...anAccessContext({ membership }), isOutside: true }, grant),
    ),
  );

  expect(reasons).toEqual([
    ['membership_missing', 'membership_missing', 'allowed'],
    ['membership_unverifiable', 'membership_unverifiable', 'allowed'],
    ['allowed', 'allowed', 'allowed'],
  ]);
});

test('allows actions in a public channel with `allowPublic` to non-members, since anyone may join', () => {
  const rules = someRules({ channels: [aChannelRule({ allow: channelGrants, allowPublic: true })] });
  const access = anAccessContext({ channel: { isPrivate: false }, membership: 'absent' });

  for (const grant of acts) expect(reasonOf(access, grant, rules)).toBe('allowed');
});

test.each([
  ['absent', 'membership_missing'],
  ['unverifiable', 'membership_unverifiable'],
] as const)('denies sharing a list to someone who is %s in a private channel', (membership, reason) => {
  expect(authorizeAudience(everything, anAccessContext({ membership }), 'who', 'channel')).toMatchObject({
    reason,
  });
  expect(authorizeAudience(everything, anAccessContext({ membership }), 'who', 'requester').allowed).toBe(
    true,
  );
});

test('names the other channels that have the grant, and never the one that denied it', () => {
  const secops = aChannelRule({ id: channelId('C0SECOPS'), allow: ['kick'], endpoints: [anEndpoint()] });
  const rules = someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] }), secops] });

  expect(authorize(rules, anAccessContext({ membership: 'absent' }), 'kick')).toMatchObject({
    grantedIn: [secops],
  });
  expect(authorize(rules, anAccessContext(), 'kick', lab)).toMatchObject({
    reason: 'endpoint_elsewhere',
    grantedIn: [],
  });
});

test('denies everything in a channel that is not configured, whatever its name', () => {
  const access = anAccessContext({ channel: { id: channelId('C0GENERAL'), name: 'helpdesk' } });

  for (const grant of channelGrants) expect(reasonOf(access, grant)).toBe('channel_unknown');
});

test.each(['hidden', 'unverifiable'] as const)('denies even look-ups in a channel that is %s', (kind) => {
  const id = channelId('C0HELPDESK');

  for (const grant of channelGrants)
    expect(reasonOf({ ...anAccessContext(), channel: { kind, id } }, grant)).toBe(`channel_${kind}`);
});

test('denies everything in a channel without grants', () => {
  const rules = someRules({ channels: [aChannelRule({ allow: [] })] });

  for (const grant of channelGrants) expect(reasonOf(anAccessContext(), grant, rules)).toBe('grant_missing');
});

test.each<[string, Partial<Channel>, DenialReason]>([
  ['public', { isPrivate: false }, 'channel_public'],
  ['shared with another organization', { isShared: true }, 'channel_shared'],
  ['shared between workspaces of the company', { isOrgShared: true }, 'channel_org_shared'],
  ['archived', { isArchived: true }, 'channel_archived'],
])('allows only look-ups in a channel that is %s', (_title, channel, reason) => {
  for (const grant of acts) expect(reasonOf(anAccessContext({ channel }), grant)).toBe(reason);
  expect(reasonOf(anAccessContext({ channel }), 'see')).toBe('allowed');
});

test('allows actions in a channel with `allowPublic`, but not if it is shared or archived', () => {
  const rules = someRules({ channels: [aChannelRule({ allow: channelGrants, allowPublic: true })] });
  const inPublic = (channel: Partial<Channel>) =>
    anAccessContext({ channel: { isPrivate: false, ...channel } });

  for (const grant of acts) {
    expect(reasonOf(inPublic({}), grant, rules)).toBe('allowed');
    expect(reasonOf(inPublic({ isShared: true }), grant, rules)).toBe('channel_shared');
    expect(reasonOf(inPublic({ isArchived: true }), grant, rules)).toBe('channel_archived');
  }
});

test('allows actions in a channel with `allowOrgShared`, but not if another organization reads it', () => {
  const rules = someRules({ channels: [aChannelRule({ allow: channelGrants, allowOrgShared: true })] });
  const inCompany = (channel: Partial<Channel>) =>
    anAccessContext({ channel: { isOrgShared: true, ...channel } });

  for (const grant of acts) {
    expect(reasonOf(inCompany({}), grant, rules)).toBe('allowed');
    expect(reasonOf(inCompany({ isShared: true }), grant, rules)).toBe('channel_shared');
    expect(reasonOf(inCompany({ isPrivate: false }), grant, rules)).toBe('channel_public');
    expect(reasonOf(inCompany({ isArchived: true }), grant, rules)).toBe('channel_archived');
  }
});

test('limits a grant to the channel’s endpoints', () => {
  const rules = someRules({ channels: [aChannelRule({ endpoints: [lab] })] });

  expect(authorize(rules, anAccessContext(), 'kick', lab)).toEqual({ allowed: true });
  expect(authorize(rules, anAccessContext(), 'kick', anEndpoint())).toMatchObject({
    reason: 'endpoint_elsewhere',
  });
  expect(endpointsGranted(rules, anAccessContext(), 'kick')).toEqual([lab]);
  expect(endpointsGranted(rules, anAccessContext(), 'block')).toEqual([]);
});

test('allows one’s own connections in any channel and on any endpoint if `everyone` has `self`', () => {
  const anywhere: AccessContext = {
    ...anAccessContext(),
    channel: { kind: 'hidden', id: channelId('D0BOB') },
  };

  expect(authorize(everything, anywhere, 'self', lab)).toEqual({ allowed: true });
  expect(endpointsGranted(everything, anywhere, 'self')).toEqual(everything.endpoints);
  expect(reasonOf(anywhere, 'self', someRules({ everyoneMaySelf: false }))).toBe('self_disabled');
});

test('names the channels that have the grant, but none to someone who is not a full member', () => {
  const secops = aChannelRule({ id: channelId('C0SECOPS'), name: 'secops', allow: ['block'] });
  const rules = someRules({ channels: [aChannelRule(), secops] });

  expect(authorize(rules, anAccessContext(), 'block')).toEqual({
    allowed: false,
    reason: 'grant_missing',
    grant: 'block',
    channel: 'C0HELPDESK',
    grantedIn: [secops],
  });
  expect(authorize(rules, anAccessContext({ person: { accountType: 'guest' } }), 'block')).toMatchObject({
    grantedIn: [],
  });
});

test.each<[string, Partial<Channel>, DenialReason | 'allowed']>([
  ['private', {}, 'allowed'],
  ['public', { isPrivate: false }, 'channel_public'],
  ['shared', { isShared: true }, 'channel_shared'],
  ['shared between workspaces', { isOrgShared: true }, 'channel_org_shared'],
  ['archived', { isArchived: true }, 'channel_archived'],
])('allows sharing a list only in a private channel of this workspace: %s', (_title, channel, expected) => {
  const decision = authorizeAudience(someRules(), anAccessContext({ channel }), 'who', 'channel');

  expect(decision.allowed ? 'allowed' : decision.reason).toBe(expected);
});

test('denies sharing a list where it may not be seen', () => {
  const rules = someRules({ channels: [aChannelRule({ allow: ['kick'] })] });

  expect(authorizeAudience(rules, anAccessContext(), 'who', 'channel')).toMatchObject({
    reason: 'grant_missing',
  });
});

test('never allows what is not granted to a channel that Slack can verify', () => {
  const anyRules = fc
    .record({
      allow: fc.subarray([...channelGrants]),
      endpoints: fc.subarray([anEndpoint(), lab]),
      allowPublic: fc.boolean(),
      allowOrgShared: fc.boolean(),
    })
    .map((rule) => ({ rule: aChannelRule(rule), rules: someRules({ channels: [aChannelRule(rule)] }) }));
  const anySituation = fc
    .record({
      channel: fc.record({
        id: fc.constantFrom(channelId('C0HELPDESK'), channelId('C0GENERAL')),
        isPrivate: fc.boolean(),
        isShared: fc.boolean(),
        isOrgShared: fc.boolean(),
        isArchived: fc.boolean(),
      }),
      person: fc.record({ accountType: fc.constantFrom(...standings) }),
    })
    .map((given) => ({ access: anAccessContext(given), ...given }));
  const anyGrant = fc.constantFrom(...channelGrants);
  const anyEndpoint = fc.constantFrom(anEndpoint(), lab, undefined);

  fc.assert(
    fc.property(
      anyRules,
      anySituation,
      anyGrant,
      anyEndpoint,
      (given, { access, channel, person }, grant, endpoint) => {
        const isGranted = channel.id === given.rule.id && given.rule.allow.includes(grant);
        const reaches = endpoint === undefined || given.rule.endpoints.some(({ id }) => id === endpoint.id);
        const isExposed =
          channel.isShared ||
          channel.isArchived ||
          (channel.isOrgShared && !given.rule.allowOrgShared) ||
          !(channel.isPrivate || given.rule.allowPublic);
        const expected =
          person.accountType === 'member' && isGranted && reaches && !(acts.includes(grant) && isExposed);

        expect(authorize(given.rules, access, grant, endpoint).allowed).toBe(expected);
      },
    ),
    { numRuns: 1_000 },
  );
});
