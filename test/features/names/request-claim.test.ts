import { addDays } from 'date-fns/addDays';
import { describe, expect, it } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { declineClaim } from '../../../src/features/names/decide-claim.ts';
import { isOwn } from '../../../src/policy/may-terminate.ts';
import { aChannel } from '../../builders/a-channel.ts';
import { aPerson } from '../../builders/a-person.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { aNameClaim } from '../../contract/a-name-claim.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga, omar, secops } from '../../doubles/an-app.ts';
import { approveAs, claim, kindsIn, laptop, namesOf } from './a-claim.ts';

describe('a claim', () => {
  it('is recorded and posted in the channel that decides, and has no effect yet', async () => {
    const app = anApp([laptop]);

    const result = await claim(app);

    expect(result).toMatchObject({ kind: 'claimed', isShown: true });
    expect(app.announcer.claims.at(-1)).toMatchObject({
      person: bob.id,
      name: 'bob-laptop',
      channel: { id: 'C0SECOPS', name: 'secops' },
      state: { kind: 'open' },
      facts: { connections: 1, endpoints: ['prod-eu'], unchecked: [], isUserName: false, others: [] },
    });
    expect(await kindsIn(app)).toEqual(['name-claim-requested']);
    expect(namesOf(app)).toEqual([]);
  });

  it('says who has already claimed the name', async () => {
    const app = anApp();
    await app.claims.put(aNameClaim({ person: omar.id }));

    await claim(app);

    expect(app.announcer.claims.at(-1)?.facts.others).toEqual([`omar (${omar.id})`]);
  });

  it('says which endpoint could not be checked', async () => {
    const app = anApp([laptop]);
    app.vpn.failWholeLooks = 'aws_unreachable';

    await claim(app);

    expect(app.announcer.claims.at(-1)?.facts).toMatchObject({ unchecked: ['prod-eu', 'lab'] });
  });

  it('shows what shared snapshots know, and says which endpoints they do not know completely', async () => {
    const app = anApp([laptop]);
    app.snapshots.progress = { read: 1, about: 2 };

    await claim(app);

    expect(app.snapshots.asks.map(({ age }) => age)).toEqual(['newest', 'newest']);
    const facts = { connections: 1, endpoints: ['prod-eu'], unchecked: ['prod-eu', 'lab'] };
    expect(app.announcer.claims.at(-1)?.facts).toMatchObject(facts);
  });

  it('is made once, however often it is delivered', async () => {
    const app = anApp();
    await claim(app);

    expect(await claim(app)).toEqual({ kind: 'begun' });
    expect(await kindsIn(app)).toEqual(['name-claim-requested']);
  });

  it('is not made if it cannot be recorded', async () => {
    const app = anApp();
    app.log.refuse('name-claim-requested');

    await expect(claim(app)).rejects.toMatchObject({ code: 'audit_unwritable' });
    expect(app.announcer.claims).toEqual([]);
  });

  it('is posted later if the channel did not accept it', async () => {
    const app = anApp();
    app.announcer.isDown = true;
    expect(await claim(app)).toMatchObject({ kind: 'claimed', isShown: false });

    app.announcer.isDown = false;
    await app.clock.sleep(11_000);
    await runDueJobs(app);

    expect(app.announcer.claims.at(-1)).toMatchObject({ state: { kind: 'open' } });
  });

  it('expires after a week in which no one decided', async () => {
    const app = anApp();
    await claim(app);

    app.clock.set(addDays(0, 8).getTime());
    await runDueJobs(app);

    expect(await kindsIn(app)).toEqual(['name-claim-requested', 'name-claim-expired']);
    expect(app.announcer.claims.at(-1)).toMatchObject({ state: { kind: 'expired' } });
    expect(await app.jobs.ofKind('name-claim')).toEqual([]);
    expect(await approveAs(app)).toMatchObject({ kind: 'over' });
  });
});

describe('a claim is refused', () => {
  it('to a guest', async () => {
    expect(await claim(anApp(), { by: gus })).toMatchObject({ kind: 'refused' });
  });

  it('where no channel decides about claims', async () => {
    expect(await claim(anApp([], { claimsChannel: undefined }))).toEqual({ kind: 'no_channel' });
  });

  it('without a reason', async () => {
    expect(await claim(anApp(), { reason: ' a\u200Bb ' })).toMatchObject({ kind: 'reason_too_short' });
  });

  const anna = aPerson({ id: personId('U0ANNA'), name: 'anna', email: 'anna@corp.example' });
  const localParts = { match: 'local-part', domains: ['corp.example'], map: new Map() } as const;
  it.each([
    ['without visible characters', '\u200B \u2800', 'unreadable'],
    ['with an invisible character', 'bob\u200Blaptop', 'unreadable'],
    ['that looks like two in the audit log', 'bob-laptop, svc-backup', 'unreadable'],
    ['longer than any certificate’s', 'x'.repeat(65), 'unreadable'],
    ['that is their own address', 'BOB@example.com', 'already_theirs'],
    ['that is protected', 'SVC-Backup', 'protected'],
    ['that is protected in a directory', 'CORP\\svc-backup', 'protected'],
    ['that is another person’s address', 'omar@example.com', 'not_a_certificate'],
    ['that is a user of a domain', 'CORP\\omar', 'not_a_certificate'],
  ])('for a name %s', async (_, name, problem) => {
    const app = anApp();

    expect(await claim(app, { name })).toEqual({ kind: 'impossible', problem });
    expect(app.announcer.claims).toEqual([]);
  });

  it('for a name that the configuration lists for someone else', async () => {
    const map = new Map([[omar.id, ['Bob-Laptop']]]);
    const app = anApp([], { people: { match: 'email', map } });

    expect(await claim(app)).toEqual({ kind: 'impossible', problem: 'someone_elses' });
  });

  it('for the name that a colleague’s address gives', async () => {
    const app = anApp([], { people: localParts });
    app.directory.people.set(anna.id, anna);

    expect(await claim(app, { name: 'Anna' })).toEqual({ kind: 'impossible', problem: 'someone_elses' });
  });

  it('for any name while Slack does not tell whether a colleague’s address gives it', async () => {
    const app = anApp([], { people: localParts });
    app.directory.failsEmails = true;

    expect(await claim(app, { name: 'anna' })).toEqual({ kind: 'impossible', problem: 'unchecked' });
    expect(app.announcer.claims).toEqual([]);
  });

  it('for a name that they have claimed already', async () => {
    const app = anApp();
    await claim(app);
    const again = { name: 'BOB-laptop', correlation: correlation('claim-0002') };
    expect(await claim(app, again)).toEqual({ kind: 'pending' });

    await approveAs(app);
    expect(await claim(app, again)).toEqual({ kind: 'impossible', problem: 'already_theirs' });
  });

  it('beside three others that no one has decided about', async () => {
    const app = anApp();
    for (const n of [1, 2, 3])
      await claim(app, { name: `laptop-${n}`, correlation: correlation(`claim-000${n}`) });

    expect(await claim(app, { correlation: correlation('claim-0004') })).toEqual({
      kind: 'too_many',
      most: 3,
    });
  });

  it('beside three others that are made at the same moment', async () => {
    const app = anApp();

    const results = await Promise.all(
      [1, 2, 3, 4, 5].map((n) =>
        claim(app, { name: `laptop-${n}`, correlation: correlation(`claim-000${n}`) }),
      ),
    );

    expect(results.filter(({ kind }) => kind === 'claimed')).toHaveLength(3);
    expect(await app.jobs.ofKind('name-claim')).toHaveLength(3);
  });

  it('after five within a day, even if they were withdrawn', async () => {
    const app = anApp();
    const attempt = async (n: number) => {
      const which = correlation(`claim-000${n}`);
      const result = await claim(app, { name: `laptop-${n}`, correlation: which });
      const requester = aRequester(bob, 'C0GENERAL');
      await declineClaim(app, { requester, correlation: which, reason: '' });
      return result.kind;
    };
    for (const n of [1, 2, 3, 4, 5]) expect(await attempt(n)).toBe('claimed');

    expect(await attempt(6)).toBe('too_many_today');
    expect(await app.log.ofRequest(correlation('claim-0006'))).toEqual([]);
    expect(await claim(app, { by: omar, correlation: correlation('claim-0009') })).toMatchObject({
      kind: 'claimed',
    });

    app.clock.set(addDays(app.clock.now(), 1).getTime());
    await runDueJobs(app);
    expect(await attempt(7)).toBe('claimed');
  });

  it.each([
    ['is public', { isPrivate: false }, 'channel_public'],
    ['is shared with another organization', { isShared: true }, 'channel_shared'],
    ['is archived', { isArchived: true }, 'channel_archived'],
  ])('while the channel that decides %s: nothing is recorded or shown', async (_, over, problem) => {
    const app = anApp([laptop]);
    app.directory.channels.set(secops.id, aChannel({ id: secops.id, name: 'secops', ...over }));

    expect(await claim(app)).toEqual({ kind: 'channel_unfit', channel: 'C0SECOPS', problem });
    expect(await kindsIn(app)).toEqual([]);
    expect(app.announcer.claims).toEqual([]);
  });
});

it('a claim that is still to be posted is not shown in a channel that has become public', async () => {
  const app = anApp();
  app.announcer.isDown = true;
  await claim(app);
  app.announcer.isDown = false;
  app.directory.channels.set(secops.id, aChannel({ id: secops.id, name: 'secops', isPrivate: false }));
  await app.clock.sleep(11_000);
  await runDueJobs(app);
  expect(app.announcer.claims).toEqual([]);
  // Nor is that tried every ten seconds.
  await app.clock.sleep(60_000);
  expect(await runDueJobs(app)).toBe(0);

  app.clock.set(addDays(0, 8).getTime());
  await runDueJobs(app);

  expect(app.announcer.claims).toEqual([]);
  expect(app.announcer.outcomes.at(-1)).toMatchObject({ state: { kind: 'expired' } });
  expect(await app.jobs.ofKind('name-claim')).toEqual([]);
});

it('a claim is posted once its channel may show it again', async () => {
  const app = anApp();
  app.announcer.isDown = true;
  await claim(app);
  app.announcer.isDown = false;
  const before = aChannel({ id: secops.id, name: 'secops' });
  app.directory.channels.set(secops.id, { ...before, isPrivate: false });
  await app.clock.sleep(11_000);
  await runDueJobs(app);

  app.directory.channels.set(secops.id, before);
  await app.clock.sleep(301_000);
  await runDueJobs(app);

  expect(app.announcer.claims.at(-1)).toMatchObject({ state: { kind: 'open' } });
  expect(await approveAs(app)).toMatchObject({ kind: 'settled' });
});

it('the claims of two people for one certificate make its connections nobody’s for certain', async () => {
  const app = anApp([laptop]);
  await claim(app);
  await approveAs(app);
  expect(isOwn(app.rules, { kind: 'found', person: bob }, laptop)).toBe(true);
  const second = correlation('claim-0002');
  await claim(app, { by: omar, correlation: second });

  await approveAs(app, helga, 'C0SECOPS', second);

  expect([namesOf(app), namesOf(app, omar)]).toEqual([['bob-laptop'], ['bob-laptop']]);
  for (const person of [bob, omar]) expect(isOwn(app.rules, { kind: 'found', person }, laptop)).toBe(false);
});
