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

describe('every spelling of a name means one person', () => {
  let workspace: TestWorkspace;
  let connections: readonly string[];

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    connections = bobs.flatMap((name) => workspace.connect('prod-eu', name));
    workspace.connect('prod-eu', 'bob@example.org');
    workspace.connect('prod-eu', 'b\u043Eb@example.com');
  });
  afterAll(() => workspace?.close());

  it('a look-up of a person or of oneself lists every spelling once', async () => {
    const seen = await workspace.as('helga').in('helpdesk').asks('/vpn who @bob');
    const own = await workspace.as('bob').in('general').asks('/vpn me');

    expect(seen.text).toContain('5 connections');
    expect(own.text).toContain('You have 5 connections');
  });

  it('a kick counts, lists and terminates every spelling, and no one else', async () => {
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
    expect(textOf(modal)).toContain('Terminate 5 connections');
    expect(workspace.terminations(...connections)).toHaveLength(5);
    expect(workspace.terminations()).toHaveLength(5);
  });

  it('the audit log finds every spelling', async () => {
    const record = await workspace.as('omar').in('secops').asks('/vpn audit @bob');

    expect(textOf(record)).toContain('stale sessions, user asked');
  });

  it('a directory endpoint matches every spelling, and other endpoints the whole name', async () => {
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
  ])('finds %j as it is typed, %s, and stores it unchanged', async (name, typed) => {
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
