import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const bobs = [
  'bob@example.com',
  'BOB@Example.com',
  'bob@example.com ',
  '\u200Bbob@example.com',
  'bob@\uFF45xample.com',
];

describe('one person is one person, however the VPN spells their name', () => {
  let workspace: TestWorkspace;
  let connections: readonly string[];

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    connections = bobs.flatMap((name) => workspace.connect('prod-eu', name));
    workspace.connect('prod-eu', 'bob@example.org');
    workspace.connect('prod-eu', 'b\u043Eb@example.com');
  });
  afterAll(() => workspace?.close());

  it('a look at a person, and at oneself, lists every spelling once', async () => {
    const seen = await workspace.as('helga').in('helpdesk').asks('/vpn who @bob');
    const own = await workspace.as('bob').in('general').asks('/vpn me');

    expect(seen.text).toContain('5 connections');
    expect(own.text).toContain('You have 5 sessions');
  });

  it('a kick counts, lists and ends every spelling, and nobody else', async () => {
    const helga = workspace.as('helga');
    await helga.in('helpdesk').types('/vpn kick @bob');
    const modal = await helga.modal();
    await helga.submits(modal, { reason: 'stale sessions, user asked' });
    await helga.in('audit').sees('the end', ({ text }) => text.startsWith('5 connections terminated'));

    expect(
      elementsOf(modal)
        .flatMap(({ options }) => options)
        .toSorted(),
    ).toEqual(connections.toSorted());
    expect(textOf(modal)).toContain('End 5 sessions');
    expect(workspace.terminations(...connections)).toHaveLength(5);
    expect(workspace.terminations()).toHaveLength(5);
  });

  it('is found in the record, too', async () => {
    const record = await workspace.as('omar').in('secops').asks('/vpn audit @bob');

    expect(textOf(record)).toContain('stale sessions, user asked');
  });

  it('where a directory knows the users, finds them by every way to write their names, elsewhere by the whole one', async () => {
    const helga = workspace.as('helga');
    const theirs = ['CORP\\anna', 'anna@example.com', 'Anna'].flatMap((name) =>
      workspace.connect('prod-us', name),
    );
    workspace.connect('prod-eu', 'CORP\\anna');
    workspace.connect('prod-eu', 'anna');
    workspace.connect('prod-us', 'joanna');

    await helga.in('helpdesk').types('/vpn kick @anna');
    const modal = await helga.modal();
    await helga.submits(modal, { reason: 'stale sessions, user asked' });
    await helga.in('audit').sees('the end', ({ text }) => text.startsWith('3 connections terminated'));

    expect(
      elementsOf(modal)
        .flatMap(({ options }) => options)
        .toSorted(),
    ).toEqual(theirs.toSorted());
    expect(workspace.terminations(...theirs)).toHaveLength(3);
  });

  it.each([
    ['d\u2019angelo@example.com', "d'angelo@example.com"],
    ['Kiosk \u2013 Lobby', '"Kiosk - Lobby"'],
    ['Bob\u00A0Baker', '"Bob Baker"'],
    ['Bob\u00A0Baker', '"Bob\u00A0Baker"'],
  ])('finds %j as it can be typed, %s, and keeps it as it is', async (name, typed) => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', name);

    await helga.in('helpdesk').types(`/vpn kick ${typed}`);
    const modal = await helga.modal();
    await helga.submits(modal, { reason: 'stale session, user asked' });
    await eventually('the end', async () => {
      const entries = await workspace.entries();
      return (
        entries.some(({ kind, connections }) => kind === 'confirmed' && connections?.[0]?.id === session) ||
        undefined
      );
    });

    const [entry] = (await workspace.entries()).filter(({ connections }) => connections?.[0]?.id === session);
    expect(entry?.target).toBe(name);
    expect(workspace.terminations(session)).toHaveLength(1);
  });
});
