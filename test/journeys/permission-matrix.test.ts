import { describe, expect, test } from 'vitest';
import type { Membership } from '../../src/domain/channel.ts';
import type { Correlation } from '../../src/domain/ids.ts';
import { channelGrants, type Grant } from '../../src/domain/rules.ts';
import type { KickAim } from '../../src/domain/target.ts';
import { approve } from '../../src/features/approval/approve.ts';
import { decline } from '../../src/features/approval/decline.ts';
import { block } from '../../src/features/block/block.ts';
import { blocks } from '../../src/features/block/list-blocks.ts';
import { proposeBlock } from '../../src/features/block/propose-block.ts';
import { unblock, type WhomToUnblock } from '../../src/features/block/unblock.ts';
import { endpoints } from '../../src/features/endpoints/endpoints.ts';
import { kick, proposeKick } from '../../src/features/kick/kick.ts';
import { stopKick } from '../../src/features/kick/stop-kick.ts';
import { me } from '../../src/features/who/own-connections.ts';
import { actingSituationOf } from '../../src/policy/authorize.ts';
import { decide, type Refusal } from '../../src/policy/decide.ts';
import { aChannel } from '../builders/a-channel.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aPerson } from '../builders/a-person.ts';
import { connectionId } from '../builders/ids.ts';
import { aChannelRule, someRules } from '../builders/some-rules.ts';
import { aBlock, allShown } from '../contract/a-block.ts';
import { aWorld, helga, type MemoryWorld, omar } from '../doubles/a-world.ts';
import { anAsker } from '../doubles/an-asker.ts';
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
const asker = anAsker(helga);
const asked = { asker, audience: 'asker' } as const;
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

const named = (name: string): KickAim => ({ whom: { kind: 'name', name }, on: undefined });
const byId = ({ id }: typeof bobs): KickAim => ({
  whom: { kind: 'connection', connection: id },
  on: undefined,
});
/** Omar has only a certificate that the two share. */
const atOmar: KickAim = { whom: { kind: 'person', person: omar.id }, on: undefined };
const everyone: KickAim = { whom: { kind: 'everyone' }, on: 'prod-eu' };
const orderFor = (world: MemoryWorld, aim: KickAim, by = asker) => ({
  correlation: world.newCorrelation(),
  asker: by,
  aim,
  only: undefined,
  reason,
  breakGlass: false,
  typed: 'prod-eu',
});
const submitted = (world: MemoryWorld, aim: KickAim) => kick(world, orderFor(world, aim));

const proposed = (world: MemoryWorld, aim: KickAim) => proposeKick(world, { asker, aim, breakGlass: false });

/** However few the sessions, they need a second person. */
const everyKickNeedsTwo = { kick: { minReason: 5, approveAbove: 0, listExpiresMs: 900_000 } };

/** Omar's request for a second person, made while the channel was granted everything. */
async function requestOfOmar(world: MemoryWorld, aim: KickAim): Promise<Correlation> {
  const granted = [aChannelRule({ allow: channelGrants })];
  const { people } = world.rules;
  const { rules, directory } = aWorld([], someRules({ channels: granted, people, ...everyKickNeedsTwo }));
  const order = orderFor(world, aim, anAsker(omar));
  const result = await kick({ ...world, rules, directory }, order);
  if (result.kind !== 'approval_asked') throw new Error(`no second person was asked for: ${result.kind}`);
  return order.correlation;
}

/** What the channel lost since then, neither of both may do: the refusal of the one who asked is in the record. */
async function approved(world: MemoryWorld, aim: KickAim): Promise<Answer> {
  const result = await approve(world, { asker, correlation: await requestOfOmar(world, aim) });
  if (result.kind !== 'settled') return result;
  return { kind: world.log.entries.at(-1)?.detail?.split(' ')[0] ?? 'settled' };
}

async function declined(world: MemoryWorld, aim: KickAim): Promise<Answer> {
  const result = await decline(world, { asker, correlation: await requestOfOmar(world, aim), reason: '' });
  return result.kind === 'settled' ? { kind: 'declined' } : result;
}

const withBrokenGlass = (world: MemoryWorld, aim: KickAim): Promise<Answer> => {
  const breakGlass = { people: [helga.id], groups: [] };
  const rules = { ...world.rules, ...everyKickNeedsTwo, breakGlass };
  return kick({ ...world, rules }, { ...orderFor(world, aim), breakGlass: true });
};

/** Whoever may stop a kick of many learns that there is none of this correlation. */
async function stopped(world: MemoryWorld): Promise<Answer> {
  const result = await stopKick(world, { asker, kick: world.newCorrelation() });
  return result.kind === 'unknown' ? { kind: 'found' } : result;
}

/** A block that stands from the start. */
const standing = aBlock({ until: undefined });

const mallory = { whom: { kind: 'name', name: 'mallory' }, on: undefined } as const;
const blockOrder = (world: MemoryWorld) =>
  ({ ...orderFor(world, mallory), aim: mallory, length: { kind: 'until_lifted' } }) as const;

function unblocked(world: MemoryWorld, whom: WhomToUnblock): Promise<Answer> {
  const correlation = world.newCorrelation();
  return unblock(world, { correlation, asker, whom, on: undefined, shown: allShown, reason: 'laptop found' });
}

/** How each grant is asked for on each surface that the product has for it. */
const surfaces: readonly (readonly [Grant, string, (world: MemoryWorld) => Promise<Answer>])[] = [
  ['see', 'command', (world) => endpoints(world, asked)],
  ['kick', 'command', (world) => proposed(world, named('bob@example.com'))],
  ['kick', 'button', (world) => proposed(world, byId(bobs))],
  ['kick', 'modal', (world) => submitted(world, byId(bobs))],
  ['kick', 'word that breaks the glass', (world) => withBrokenGlass(world, byId(bobs))],
  ['kick', 'approval', (world) => approved(world, byId(bobs))],
  ['kick', 'declining', (world) => declined(world, byId(bobs))],
  ['kick-many', 'approval', (world) => approved(world, named('laptop-pool'))],
  ['kick-many', 'word that breaks the glass', (world) => withBrokenGlass(world, named('laptop-pool'))],
  ['kick-many', 'command', (world) => proposed(world, named('laptop-pool'))],
  ['kick-many', 'modal', (world) => submitted(world, named('laptop-pool'))],
  ['kick-many', 'command for a person', (world) => proposed(world, atOmar)],
  ['kick-many', 'modal for a person', (world) => submitted(world, atOmar)],
  ['kick-many', 'approval for a person', (world) => approved(world, atOmar)],
  ['kick-many', 'command for everyone', (world) => proposed(world, everyone)],
  ['kick-many', 'modal for everyone', (world) => submitted(world, everyone)],
  ['kick-many', 'Stop button', stopped],
  ['block', 'command', (world) => proposeBlock(world, { asker, aim: mallory })],
  ['block', 'modal', (world) => block(world, blockOrder(world))],
  ['block', 'list', (world) => blocks(world, asked)],
  ['block', 'command that lifts', (world) => unblocked(world, { kind: 'name', name: standing.name })],
  ['block', 'button that lifts', (world) => unblocked(world, { kind: 'block', key: standing })],
  ['self', 'command', (world) => me(world, asked)],
  ['self', 'button', (world) => proposed(world, byId(own))],
  ['self', 'modal', (world) => submitted(world, byId(own))],
];

type Answer = { readonly kind: string } | { readonly kind: 'refused'; readonly refusal: Refusal };

const situations = personKinds.flatMap((person) => channelKinds.map((channel) => [person, channel] as const));

describe.each(situations)('a %s in a channel that is %s', (person, channel) => {
  test.each(surfaces)('%s by %s', async (grant, _surface, ask) => {
    const world = worldWith(person, channel, grant);
    await world.blocking.blocks.put(standing);

    const answer = await ask(world);

    const expected = expectedAnswer(person, channel, grant);
    expect('refusal' in answer ? answer.refusal.reason : answerOf(answer.kind)).toBe(expected);
    if (expected !== 'yes') {
      expect(world.vpn.terminations).toEqual([]);
      expect(await world.blocking.blocks.all()).toEqual([standing]);
    }
  });

  test.each(grants)('%s by the rules alone', async (grant) => {
    const world = worldWith(person, channel, grant);
    const decision = decide(world.rules, await actingSituationOf(world, asker), grant);

    expect(decision.allowed ? 'yes' : decision.reason).toBe(expectedAnswer(person, channel, grant));
  });
});

function worldWith(person: PersonKind, kind: ChannelKind, grant: Grant): MemoryWorld {
  const allow = kind === 'private, granted all else' ? allBut(grant) : channelGrants;
  const rule = aChannelRule({
    allow,
    allowPublic: kind.startsWith('public, accepted'),
    allowOrgShared: kind === 'org-shared, accepted',
  });
  const people = { match: 'email', map: new Map([[omar.id, ['laptop-pool']]]) } as const;
  const rules = someRules({ channels: kind === 'unconfigured' ? [] : [rule], people });
  const world = aWorld([bobs, own, ...shared], rules);
  world.vpn.factsOf.set(bobs.endpointId, certificatesOnly);

  if (person === 'unverifiable') world.directory.people.delete(helga.id);
  else world.directory.people.set(helga.id, aPerson({ standing: person }));
  world.directory.channels.set(
    rule.id,
    aChannel({
      isPrivate: !kind.startsWith('public'),
      isShared: kind === 'shared',
      isOrgShared: kind.startsWith('org-shared'),
      isArchived: kind === 'archived',
    }),
  );
  const membership = membershipIn(kind);
  if (membership !== undefined) world.directory.setMembership(rule.id, helga.id, membership);
  if (kind === 'hidden') world.directory.hide(rule.id);
  if (kind === 'unverifiable') world.directory.channels.delete(rule.id);
  return world;
}

/** Everyone is in the channel unless its kind says otherwise. */
function membershipIn(kind: ChannelKind): Membership | undefined {
  if (kind === 'private, of unknown members') return 'unverifiable';
  return kind.includes('that they') ? 'absent' : undefined;
}

/** What a command answers when it does what it was asked for; anything else would be neither yes nor no. */
function answerOf(kind: string): string {
  const done = ['reported', 'found', 'kicked', 'declined', 'seen', 'requested', 'listed', 'lifted'];
  return done.includes(kind) ? 'yes' : kind;
}

function allBut(grant: Grant) {
  return channelGrants.filter((each) => each !== grant);
}
