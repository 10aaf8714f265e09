import { addDays } from 'date-fns/addDays';
import { describe, expect, it } from 'vitest';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { isOwn } from '../../../src/policy/may-terminate.ts';
import { aPerson } from '../../builders/a-person.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { aNameClaim } from '../../contract/a-name-claim.ts';
import { anApp, bob, gus, helga, omar } from '../../doubles/an-app.ts';
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
