import { subDays } from 'date-fns/subDays';
import { describe, expect, it } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { who } from '../../../src/features/who/who.ts';
import { isOwn } from '../../../src/policy/may-terminate.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aConnectionRecord } from '../../builders/a-connection-record.ts';
import { aPerson } from '../../builders/a-person.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { channelId, connectionId, personId } from '../../builders/ids.ts';
import { aChannelRule } from '../../builders/some-rules.ts';
import { aNameClaim } from '../../contract/a-name-claim.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, omar } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import {
  approveAs,
  approved,
  claim,
  declineAs,
  kindsIn,
  laptop,
  namesOf,
  removeAs,
  theClaim,
} from './a-claim.ts';

const found = { kind: 'found', person: bob } as const;

describe('an approved claim', () => {
  it('makes the certificate’s connections the claimant’s: for look-ups, for themselves, and for kicks', async () => {
    const app = anApp([laptop]);
    const order = aKickOrder({ targetRef: { kind: 'person', person: bob.id } });
    expect(isOwn(app.rules, found, laptop)).toBe(false);
    expect(await kick(app, order)).toMatchObject({ kind: 'none' });

    await approved(app);

    expect(namesOf(app)).toEqual(['bob-laptop']);
    expect(isOwn(app.rules, found, laptop)).toBe(true);
    const listed = await who(app, {
      requester: aRequester(helga),
      targetRef: { kind: 'person', person: bob.id },
      on: undefined,
      audience: 'requester',
    });
    expect(listed).toMatchObject({ connectionList: { connections: { length: 1 } } });
    expect(await kick(app, { ...order, correlation: theClaim })).toMatchObject({ kind: 'kicked' });
  });

  it('is recorded with both people, and shown', async () => {
    const app = anApp([laptop]);

    await approved(app);

    const [, decision] = await app.log.ofRequest(theClaim);
    expect(decision).toMatchObject({
      kind: 'name-claimed',
      actor: { id: omar.id },
      target: 'bob-laptop',
      detail: `claimed by bob (${bob.id})`,
    });
    expect(app.announcer.claims.at(-1)).toMatchObject({ state: { kind: 'approved', by: { id: omar.id } } });
    expect(await app.jobs.ofKind('name-claim')).toEqual([]);
  });

  it('never makes the connections of a user of that name theirs', async () => {
    const app = anApp([laptop]);
    await approved(app);

    expect(isOwn(app.rules, found, { ...laptop, username: 'bob-laptop' })).toBe(false);
  });

  it('takes no user session from a colleague who was hired later, and gives them no certificate', async () => {
    const anna = aPerson({ id: personId('U0ANNA'), name: 'anna', email: 'anna@example.com' });
    const session = aConnection({
      id: connectionId('cvpn-connection-00000000000000a0a'),
      username: 'anna',
      commonName: undefined,
    });
    const certificate = { ...laptop, commonName: 'anna' };
    const people = { match: 'local-part', domains: ['example.com'], map: new Map() } as const;
    const app = anApp([session, certificate], { people });
    await app.claims.put(aNameClaim({ person: bob.id, name: 'anna' }));
    app.directory.people.set(anna.id, anna);

    const isAnnas = (connection: typeof session) =>
      isOwn(app.rules, { kind: 'found', person: anna }, connection);
    expect([isAnnas(session), isAnnas(certificate)]).toEqual([true, false]);
    const order = aKickOrder({ targetRef: { kind: 'person', person: anna.id } });
    expect(await kick(app, order)).toMatchObject({ kind: 'kicked' });
    const terminated = app.vpn.calls.filter(({ kind }) => kind === 'terminate');
    expect(terminated).toMatchObject([{ what: { id: session.id } }]);
  });

  it('loses its effect when the operator protects the name', async () => {
    const app = anApp([laptop], { protected: ['bob-*'] });
    await app.claims.put({ ...(await storedClaim()), person: bob.id });

    expect(namesOf(app)).toEqual([]);
    expect(isOwn(app.rules, found, laptop)).toBe(false);
  });
});

async function storedClaim() {
  const app = anApp([laptop]);
  await approved(app);
  const [stored] = await app.claims.all();
  if (stored === undefined) throw new Error('nothing was stored');
  return stored;
}

describe('approving is denied', () => {
  it('to the claimant, who may be in the channel', async () => {
    const app = anApp([laptop]);
    await claim(app);

    expect(await approveAs(app, bob)).toMatchObject({ kind: 'refused', denial: { reason: 'approval_own' } });
    expect(namesOf(app)).toEqual([]);
  });

  it('in a channel that cannot block people', async () => {
    const app = anApp([laptop]);
    await claim(app);

    expect(await approveAs(app, omar, 'C0HELPDESK')).toMatchObject({
      kind: 'refused',
      denial: { reason: 'grant_missing', grant: 'block' },
    });
  });

  it('in another channel than the one that was asked', async () => {
    const other = aChannelRule({ id: channelId('C0HELPDESK'), allow: ['block'] });
    const app = anApp([laptop]);
    await claim(app);
    const rules = { ...app.rules, channels: new Map([...app.rules.channels, [other.id, other]]) };

    expect(await approveAs({ ...app, rules }, omar, 'C0HELPDESK')).toMatchObject({
      kind: 'refused',
      denial: { reason: 'approval_elsewhere' },
    });
  });

  it('in a channel that can block people on some endpoints only, since a name counts on all', async () => {
    const secops = aChannelRule({ id: channelId('C0SECOPS'), allow: ['block'], endpoints: [lab] });
    const app = anApp([laptop]);
    await claim(app);
    const rules = { ...app.rules, channels: new Map([[secops.id, secops]]) };

    expect(await approveAs({ ...app, rules })).toMatchObject({
      kind: 'refused',
      denial: { reason: 'endpoint_elsewhere' },
    });
  });

  it('to someone who has left the private channel', async () => {
    const app = anApp([laptop]);
    await claim(app);
    app.directory.setMembership(channelId('C0SECOPS'), omar.id, 'absent');

    expect(await approveAs(app)).toMatchObject({ denial: { reason: 'membership_missing' } });
  });

  it('twice', async () => {
    const app = anApp([laptop]);
    await approved(app);

    expect(await approveAs(app, helga)).toMatchObject({ kind: 'over' });
    expect(await kindsIn(app)).toEqual(['name-claim-requested', 'name-claimed']);
  });
});

describe('a claim stays open, and is not approved', () => {
  it('if someone signs in with the name', async () => {
    const app = anApp([
      laptop,
      aConnection({ id: connectionId('cvpn-connection-0a'), username: 'Bob-Laptop' }),
    ]);
    await claim(app);

    expect(await approveAs(app)).toMatchObject({ kind: 'impossible', problem: 'user_name' });
    expect(namesOf(app)).toEqual([]);
  });

  it('if someone signed in with the name earlier', async () => {
    const app = anApp([laptop]);
    const startedAt = subDays(app.clock.now(), 20);
    await app.history.record([
      aConnectionRecord({ username: 'Bob-Laptop', startedAt, lastSeenAt: startedAt, endedAt: startedAt }),
    ]);
    await claim(app);

    expect(app.announcer.claims.at(-1)?.facts).toMatchObject({ isUserName: true });
    expect(await approveAs(app)).toMatchObject({ kind: 'impossible', problem: 'user_name' });
  });

  it('while the history cannot tell whether someone signed in with the name', async () => {
    const app = anApp([laptop]);
    await claim(app);
    app.history.find = async () => {
      throw new Failure('history_unavailable', 'gone');
    };

    expect(await approveAs(app)).toMatchObject({ kind: 'impossible', problem: 'unread_history' });
    expect(namesOf(app)).toEqual([]);
  });

  it('if more connections use the certificate than one person may terminate alone', async () => {
    const app = anApp(someConnections(6, { username: undefined, commonName: 'bob-laptop' }));
    await claim(app);

    expect(await approveAs(app)).toMatchObject({ kind: 'impossible', problem: 'many_connections' });
  });

  it('while an endpoint cannot be checked', async () => {
    const app = anApp([laptop]);
    await claim(app);
    app.vpn.failWholeLooks = 'aws_throttled';

    expect(await approveAs(app)).toEqual({ kind: 'unchecked', endpoints: ['prod-eu', 'lab'] });

    app.vpn.failWholeLooks = undefined;
    expect(await approveAs(app)).toMatchObject({ kind: 'settled' });
  });

  it('while Slack does not tell whether a colleague’s address gives the name', async () => {
    const people = { match: 'local-part', domains: ['example.com'], map: new Map() } as const;
    const app = anApp([laptop], { people });
    await claim(app);
    app.directory.failsEmails = true;

    expect(await approveAs(app)).toMatchObject({ kind: 'impossible', problem: 'unchecked' });
    expect(namesOf(app)).toEqual([]);
  });

  it('if the claimant’s account was deactivated', async () => {
    const app = anApp([laptop]);
    await claim(app);
    app.directory.people.set(bob.id, { ...bob, accountType: 'deactivated' });

    expect(await approveAs(app)).toMatchObject({ kind: 'impossible', problem: 'no_member' });
  });

  it('if the operator has protected the name meanwhile', async () => {
    const app = anApp([laptop]);
    await claim(app);
    const rules = { ...app.rules, protected: ['bob-*'] };

    expect(await approveAs({ ...app, rules })).toMatchObject({ kind: 'impossible', problem: 'protected' });
  });

  it('if the decision cannot be recorded', async () => {
    const app = anApp([laptop]);
    await claim(app);
    app.log.refuse('name-claimed');

    await expect(approveAs(app)).rejects.toMatchObject({ code: 'audit_unwritable' });
    expect(namesOf(app)).toEqual([]);
  });
});

describe('declining', () => {
  it('records who declined and why, and adds no name', async () => {
    const app = anApp([laptop]);
    await claim(app);

    await declineAs(app, omar, 'this one is shared');

    expect(app.announcer.claims.at(-1)).toMatchObject({
      state: { kind: 'declined', by: { id: omar.id }, reason: 'this one is shared' },
    });
    expect(namesOf(app)).toEqual([]);
    expect(await approveAs(app)).toMatchObject({ kind: 'over' });
  });

  it('withdraws one’s own claim, wherever one is', async () => {
    const app = anApp([laptop]);
    await claim(app);

    expect(await declineAs(app, bob, '', 'C0GENERAL')).toMatchObject({
      kind: 'settled',
      claim: { state: { kind: 'withdrawn' } },
    });
  });

  it('is denied to anyone else elsewhere', async () => {
    const app = anApp([laptop]);
    await claim(app);

    expect(await declineAs(app, helga, '', 'C0GENERAL')).toMatchObject({ kind: 'refused' });
  });
});

describe('removing', () => {
  it('takes the name away at once, for its owner in any channel', async () => {
    const app = anApp([laptop]);
    await approved(app);

    expect(await removeAs(app, bob, '', 'C0GENERAL')).toMatchObject({ kind: 'settled' });

    expect(namesOf(app)).toEqual([]);
    expect(isOwn(app.rules, found, laptop)).toBe(false);
    expect(await kindsIn(app)).toEqual(['name-claim-requested', 'name-claimed', 'name-claim-removed']);
  });

  it('needs a reason from anyone else', async () => {
    const app = anApp([laptop]);
    await approved(app);

    expect(await removeAs(app, helga)).toMatchObject({ kind: 'reason_too_short' });
    expect(await removeAs(app, helga, 'given to anna')).toMatchObject({ kind: 'settled' });
    expect(app.announcer.claims.at(-1)).toMatchObject({
      state: { kind: 'removed', by: { id: helga.id }, reason: 'given to anna' },
    });
  });

  it('is denied to anyone else where people cannot be blocked', async () => {
    const app = anApp([laptop]);
    await approved(app);

    expect(await removeAs(app, helga, 'given to anna', 'C0HELPDESK')).toMatchObject({
      kind: 'refused',
      denial: { grant: 'block' },
    });
    expect(namesOf(app)).toEqual(['bob-laptop']);
  });

  it('says that the name was already removed', async () => {
    const app = anApp([laptop]);
    await approved(app);
    await removeAs(app, bob);

    expect(await removeAs(app, bob)).toEqual({ kind: 'gone' });
  });
});

describe('after a crash', () => {
  it('a recorded approval is carried out', async () => {
    const app = anApp([laptop]);
    await claim(app);
    await runUntilCrash(app, { kind: 'recorded', entry: 'name-claimed' }, (crashing) =>
      approveAs({ ...app, ...crashing }),
    );
    expect(namesOf(app)).toEqual([]);

    await app.clock.sleep(20_000);
    await runDueJobs(app);

    expect(namesOf(app)).toEqual(['bob-laptop']);
    expect(app.announcer.claims.at(-1)).toMatchObject({ state: { kind: 'approved' } });
  });

  it('a recorded removal is carried out', async () => {
    const app = anApp([laptop]);
    await approved(app);
    await runUntilCrash(app, { kind: 'recorded', entry: 'name-claim-removed' }, (crashing) =>
      removeAs({ ...app, ...crashing }, bob),
    );
    expect(namesOf(app)).toEqual(['bob-laptop']);

    await app.clock.sleep(20_000);
    await runDueJobs(app);

    expect(namesOf(app)).toEqual([]);
  });
});
