import { describe, expect, test } from 'vitest';
import type { UnblockTargetRef } from '../../src/domain/block.ts';
import type { Membership } from '../../src/domain/channel.ts';
import type { Correlation } from '../../src/domain/ids.ts';
import { channelGrants, type Grant } from '../../src/domain/rules.ts';
import type { KickSelection } from '../../src/domain/target.ts';
import { approve } from '../../src/features/approval/approve.ts';
import { decline } from '../../src/features/approval/decline.ts';
import { block } from '../../src/features/block/block.ts';
import { listBlocks } from '../../src/features/block/list-blocks.ts';
import { proposeBlock } from '../../src/features/block/propose-block.ts';
import { unblock } from '../../src/features/block/unblock.ts';
import { endpoints } from '../../src/features/endpoints/endpoints.ts';
import { kick } from '../../src/features/kick/kick.ts';
import { proposeKick } from '../../src/features/kick/propose-kick.ts';
import { stopKick } from '../../src/features/kick/stop-kick.ts';
import { me } from '../../src/features/who/who.ts';
import { authorize, type Denial } from '../../src/policy/authorize.ts';
import { loadActionAccess } from '../../src/policy/load-access.ts';
import { aChannel } from '../builders/a-channel.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aPerson } from '../builders/a-person.ts';
import { connectionId } from '../builders/ids.ts';
import { aChannelRule, someRules } from '../builders/some-rules.ts';
import { aBlock, allShown } from '../contract/a-block.ts';
import { aRequester } from '../doubles/a-requester.ts';
import { anApp, helga, type MemoryContext, omar } from '../doubles/an-app.ts';
import { certificatesOnly } from '../doubles/memory-vpn.ts';
import {
  type ChannelKind,
  channelKinds,
  expectedAnswer,
  grants,
  type PersonKind,
  personKinds,
} from './permission-matrix.ts';

const reason = 'to see whether I may';
const requester = aRequester(helga);
const asked = { requester, audience: 'requester' } as const;
const bobs = aConnection({ id: connectionId('cvpn-connection-0b0b') });
const own = aConnection({
  id: connectionId('cvpn-connection-0e1f'),
  username: helga.email,
  commonName: helga.email,
});
/** A certificate that two users have: naming it means several people. */
const shared = ['ada', 'ben'].map((username, index) =>
  aConnection({ id: connectionId(`cvpn-connection-5a${index}`), username, commonName: 'laptop-pool' }),
);

const named = (name: string): KickSelection => ({ targetRef: { kind: 'name', name }, on: undefined });
const byId = ({ id }: typeof bobs): KickSelection => ({
  targetRef: { kind: 'connection', connection: id },
  on: undefined,
});
/** Omar has only a certificate that the two share. */
const atOmar: KickSelection = { targetRef: { kind: 'person', person: omar.id }, on: undefined };
const everyone: KickSelection = { targetRef: { kind: 'everyone' }, on: 'prod-eu' };
const orderFor = (app: MemoryContext, selection: KickSelection, by = requester) => ({
  correlation: app.newCorrelation(),
  requester: by,
  selection,
  only: undefined,
  reason,
  breakGlass: false,
  typed: 'prod-eu',
});
const submitted = (app: MemoryContext, selection: KickSelection) => kick(app, orderFor(app, selection));

const proposed = (app: MemoryContext, selection: KickSelection) =>
  proposeKick(app, { requester, selection, breakGlass: false });

/** However few the sessions, they need a second person. */
const everyKickNeedsTwo = { kick: { minReason: 5, approveAbove: 0, listExpiresMs: 900_000 } };

/** Omar's request for a second person, made while the channel was granted everything. */
async function requestOfOmar(app: MemoryContext, selection: KickSelection): Promise<Correlation> {
  const granted = [aChannelRule({ allow: channelGrants })];
  const { people } = app.rules;
  const { rules, directory } = anApp([], someRules({ channels: granted, people, ...everyKickNeedsTwo }));
  const order = orderFor(app, selection, aRequester(omar));
  const result = await kick({ ...app, rules, directory }, order);
  if (result.kind !== 'approval_asked') throw new Error(`no second person was asked for: ${result.kind}`);
  return order.correlation;
}

/** What the channel lost since then, neither of both may do: the refusal of the one who asked is in the record. */
async function approved(app: MemoryContext, selection: KickSelection): Promise<Answer> {
  const result = await approve(app, { requester, correlation: await requestOfOmar(app, selection) });
  if (result.kind !== 'closed') return result;
  return { kind: app.log.entries.at(-1)?.detail?.split(' ')[0] ?? 'closed' };
}

async function declined(app: MemoryContext, selection: KickSelection): Promise<Answer> {
  const result = await decline(app, {
    requester,
    correlation: await requestOfOmar(app, selection),
    reason: '',
  });
  return result.kind === 'closed' ? { kind: 'declined' } : result;
}

const withBrokenGlass = (app: MemoryContext, selection: KickSelection): Promise<Answer> => {
  const breakGlass = { people: [helga.id], groups: [] };
  const rules = { ...app.rules, ...everyKickNeedsTwo, breakGlass };
  return kick({ ...app, rules }, { ...orderFor(app, selection), breakGlass: true });
};

/** Whoever may stop a kick of many learns that there is none of this correlation. */
async function stopped(app: MemoryContext): Promise<Answer> {
  const result = await stopKick(app, { requester, kick: app.newCorrelation() });
  return result.kind === 'unknown' ? { kind: 'found' } : result;
}

/** A block that stands from the start. */
const accountType = aBlock({ until: undefined });

const mallory = { targetRef: { kind: 'name', name: 'mallory' }, on: undefined } as const;
const blockOrder = (app: MemoryContext) =>
  ({ ...orderFor(app, mallory), selection: mallory, length: { kind: 'until_lifted' } }) as const;

function unblocked(app: MemoryContext, targetRef: UnblockTargetRef): Promise<Answer> {
  const correlation = app.newCorrelation();
  return unblock(app, {
    correlation,
    requester,
    targetRef,
    on: undefined,
    shown: allShown,
    reason: 'laptop found',
  });
}

/** How each grant is asked for on each surface that the product has for it. */
const surfaces: readonly (readonly [Grant, string, (app: MemoryContext) => Promise<Answer>])[] = [
  ['see', 'command', (app) => endpoints(app, asked)],
  ['kick', 'command', (app) => proposed(app, named('bob@example.com'))],
  ['kick', 'button', (app) => proposed(app, byId(bobs))],
  ['kick', 'modal', (app) => submitted(app, byId(bobs))],
  ['kick', 'word that breaks the glass', (app) => withBrokenGlass(app, byId(bobs))],
  ['kick', 'approval', (app) => approved(app, byId(bobs))],
  ['kick', 'declining', (app) => declined(app, byId(bobs))],
  ['kick-many', 'approval', (app) => approved(app, named('laptop-pool'))],
  ['kick-many', 'word that breaks the glass', (app) => withBrokenGlass(app, named('laptop-pool'))],
  ['kick-many', 'command', (app) => proposed(app, named('laptop-pool'))],
  ['kick-many', 'modal', (app) => submitted(app, named('laptop-pool'))],
  ['kick-many', 'command for a person', (app) => proposed(app, atOmar)],
  ['kick-many', 'modal for a person', (app) => submitted(app, atOmar)],
  ['kick-many', 'approval for a person', (app) => approved(app, atOmar)],
  ['kick-many', 'command for everyone', (app) => proposed(app, everyone)],
  ['kick-many', 'modal for everyone', (app) => submitted(app, everyone)],
  ['kick-many', 'Stop button', stopped],
  ['block', 'command', (app) => proposeBlock(app, { requester, selection: mallory })],
  ['block', 'modal', (app) => block(app, blockOrder(app))],
  ['block', 'list', (app) => listBlocks(app, asked)],
  ['block', 'command that lifts', (app) => unblocked(app, { kind: 'name', name: accountType.name })],
  ['block', 'button that lifts', (app) => unblocked(app, { kind: 'block', key: accountType })],
  ['self', 'command', (app) => me(app, asked)],
  ['self', 'button', (app) => proposed(app, byId(own))],
  ['self', 'modal', (app) => submitted(app, byId(own))],
];

type Answer = { readonly kind: string } | { readonly kind: 'refused'; readonly denial: Denial };

const situations = personKinds.flatMap((person) => channelKinds.map((channel) => [person, channel] as const));

describe.each(situations)('a %s in a channel that is %s', (person, channel) => {
  test.each(surfaces)('%s by %s', async (grant, _surface, ask) => {
    const app = appWith(person, channel, grant);
    await app.blocking.blocks.put(accountType);

    const answer = await ask(app);

    const expected = expectedAnswer(person, channel, grant);
    expect('denial' in answer ? answer.denial.reason : answerOf(answer.kind)).toBe(expected);
    if (expected !== 'yes') {
      expect(app.vpn.terminations).toEqual([]);
      expect(await app.blocking.blocks.all()).toEqual([accountType]);
    }
  });

  test.each(grants)('%s according to the rules', async (grant) => {
    const app = appWith(person, channel, grant);
    const decision = authorize(app.rules, await loadActionAccess(app, requester), grant);

    expect(decision.allowed ? 'yes' : decision.reason).toBe(expectedAnswer(person, channel, grant));
  });
});

function appWith(person: PersonKind, kind: ChannelKind, grant: Grant): MemoryContext {
  const allow = kind === 'private, granted all else' ? allBut(grant) : channelGrants;
  const rule = aChannelRule({
    allow,
    allowPublic: kind.startsWith('public, accepted'),
    allowOrgShared: kind === 'org-shared, accepted',
  });
  const people = { match: 'email', map: new Map([[omar.id, ['laptop-pool']]]) } as const;
  const rules = someRules({ channels: kind === 'unconfigured' ? [] : [rule], people });
  const app = anApp([bobs, own, ...shared], rules);
  app.vpn.factsOf.set(bobs.endpointId, certificatesOnly);

  if (person === 'unverifiable') app.directory.people.delete(helga.id);
  else app.directory.people.set(helga.id, aPerson({ accountType: person }));
  app.directory.channels.set(
    rule.id,
    aChannel({
      isPrivate: !kind.startsWith('public'),
      isShared: kind === 'shared',
      isOrgShared: kind.startsWith('org-shared'),
      isArchived: kind === 'archived',
    }),
  );
  const membership = membershipIn(kind);
  if (membership !== undefined) app.directory.setMembership(rule.id, helga.id, membership);
  if (kind === 'hidden') app.directory.hide(rule.id);
  if (kind === 'unverifiable') app.directory.channels.delete(rule.id);
  return app;
}

/** Everyone is in the channel unless its kind says otherwise. */
function membershipIn(kind: ChannelKind): Membership | undefined {
  if (kind === 'private, of unknown members') return 'unverifiable';
  return kind.includes('that they') ? 'absent' : undefined;
}

/** What a command answers when it does what it was asked for; anything else would be neither yes nor no. */
function answerOf(kind: string): string {
  const done = ['reported', 'found', 'kicked', 'declined', 'listed', 'requested', 'unblocked'];
  return done.includes(kind) ? 'yes' : kind;
}

function allBut(grant: Grant) {
  return channelGrants.filter((each) => each !== grant);
}
