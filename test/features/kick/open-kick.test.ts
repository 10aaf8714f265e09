import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { openKick } from '../../../src/features/kick/open-kick.ts';
import { parseKickMetadata } from '../../../src/features/kick/payloads.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { SimulatedClock } from '../../doubles/simulated-clock.ts';
import { slowGroup, slowGroupRef } from '../../doubles/slow-group.ts';
import { type MemoryListenerDeps, memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const opening = {
  requester: aRequester(helga),
  selection: { targetRef: { kind: 'name', name: 'bob@example.com' }, on: undefined },
  triggerId: 'T1',
  replyTo: { person: 'U0HELGA', channel: 'C0HELPDESK', responseUrl: undefined },
  reason: 'hangs',
  breakGlass: false,
} as const;

/** Patience that never ends, so that every look is in time. */
function patient(app: MemoryContext): MemoryContext {
  return Object.assign(app, {
    clock: Object.assign(app.clock, { sleep: () => new Promise<void>(() => {}) }),
  });
}

const texts = ({ poster }: MemoryListenerDeps) => poster.sent.map(({ place }) => place);

test('the metadata keeps break-glass until the modal is submitted', async () => {
  const app = patient(anApp(someConnections(2), { breakGlass: { people: [helga.id], groups: [] } }));
  const deps = memoryListenerDeps(app);

  await openKick(deps, { ...opening, breakGlass: true });

  expect(parseKickMetadata(deps.opened[0]?.private_metadata ?? '')?.breakGlass).toBe(true);
});

test('the modal shows the progress of looking up a group’s members', async () => {
  const clock = new SimulatedClock();
  const onPhone = aConnection({ username: 'bob@example.com' });
  const deps = memoryListenerDeps(slowGroup(Object.assign(anApp([onPhone]), { clock })));
  const selection = { targetRef: { kind: 'several', targetRef: [slowGroupRef] }, on: undefined } as const;

  const opened = openKick(deps, { ...opening, requester: aRequester(omar, 'C0SECOPS'), selection });
  await clock.pass(60_000);
  await opened;

  const shown = [...deps.opened, ...deps.filledIn].map((view) => JSON.stringify(view.blocks));
  expect(shown.map((text) => /Looking up…|\d+ of 150|Terminate 1 connection/.exec(text)?.[0])).toEqual([
    'Looking up…',
    '60 of 150',
    '60 of 150',
    '120 of 150',
    '120 of 150',
    '120 of 150',
    '120 of 150',
    'Terminate 1 connection',
  ]);
});

test('a kick that can be looked up at once opens the filled-in modal, with the typed reason', async () => {
  const deps = memoryListenerDeps(patient(anApp(someConnections(2))));

  await openKick(deps, opening);

  expect(deps.opened).toHaveLength(1);
  expect(parseKickMetadata(deps.opened[0]?.private_metadata ?? '')).toMatchObject({
    listed: 2,
    channel: 'C0HELPDESK',
  });
  expect(JSON.stringify(deps.opened[0])).toContain('"initial_value":"hangs"');
  expect(deps.filledIn).toEqual([]);
});

test.each([
  ['Baker stale session', true],
  ['baker: stale session', true],
  ['Bakery closed', false],
  ['stale session', false],
])(
  'with “Bob” and “Bob Baker” connected, “kick Bob %s” asks whether Bob Baker was meant: %s',
  async (reason, isAsked) => {
    const on = someConnections(2).map((connection, index) => {
      const username = index === 0 ? 'Bob' : 'Bob Baker';
      return { ...connection, username, commonName: username };
    });
    const deps = memoryListenerDeps(patient(anApp(on)));

    await openKick(deps, {
      ...opening,
      selection: { targetRef: { kind: 'name', name: 'Bob' }, on: undefined },
      reason,
    });

    const modal = JSON.stringify(deps.opened[0]);
    expect(modal.includes('Did you mean *Bob Baker*? This is about *Bob*.')).toBe(isAsked);
  },
);

test.each([
  ['everyone on an endpoint', { kind: 'everyone' }, 'prod-eu'],
  ['several people', { kind: 'several', targetRef: [{ kind: 'name', name: 'bob@example.com' }] }, undefined],
] as const)('a kick of %s requires the endpoint’s name: %#', async (_who, targetRef, confirm) => {
  const deps = memoryListenerDeps(patient(anApp(someConnections(2))));
  const selection = { targetRef, on: 'prod-eu' };

  await openKick(deps, { ...opening, requester: aRequester(omar, 'C0SECOPS'), selection });

  expect(parseKickMetadata(deps.opened[0]?.private_metadata ?? '')?.confirm).toBe(confirm);
});

test('a denial opens no modal, and only the person sees it', async () => {
  const deps = memoryListenerDeps(patient(anApp(someConnections(1))));

  await openKick(deps, { ...opening, requester: aRequester(helga, 'C0LEADS') });

  expect(deps.opened).toEqual([]);
  expect(texts(deps)).toEqual(['C0HELPDESK U0HELGA']);
  expect(deps.refused).toEqual(['grant_missing']);
});

test('the modal opens while AWS responds slowly, and is filled in later', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(2)));

  await openKick(deps, opening);

  expect(deps.opened.map(({ submit }) => submit)).toEqual([undefined]);
  expect(deps.filledIn.map(({ submit }) => submit !== undefined)).toEqual([true]);
});

test('a modal in which nothing can be terminated has no submit button', async () => {
  const deps = memoryListenerDeps(anApp());

  await openKick(deps, opening);

  expect(deps.filledIn).toHaveLength(1);
  expect(deps.filledIn[0]?.submit).toBeUndefined();
});

test('the modal shows a late failure', async () => {
  const app = anApp();
  app.directory.person = async () => {
    throw new Failure('slack_unreachable', 'no answer');
  };
  const deps = memoryListenerDeps(app);

  await openKick(deps, opening);

  expect(JSON.stringify(deps.filledIn)).toContain('No action was taken');
});

test('an expired trigger is reported as such', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(1)), { kind: 'too_late' });

  await openKick(deps, opening);

  expect(texts(deps)).toEqual(['C0HELPDESK U0HELGA']);
  expect(deps.filledIn).toEqual([]);
});

describe('with a modal that is already open for the request', () => {
  test('fills it in, and opens no other', async () => {
    const deps = memoryListenerDeps(patient(anApp(someConnections(2))));
    deps.waiting.set('T1', 'V1');

    await openKick(deps, opening);

    expect(deps.opened).toEqual([]);
    expect(deps.filledIn.map(({ submit }) => submit !== undefined)).toEqual([true]);
  });

  test('shows a denial in it', async () => {
    const deps = memoryListenerDeps(patient(anApp(someConnections(1))));
    deps.waiting.set('T1', 'V1');

    await openKick(deps, { ...opening, requester: aRequester(helga, 'C0LEADS') });

    expect(deps.filledIn.map(({ submit }) => submit)).toEqual([undefined]);
    expect(texts(deps)).toEqual([]);
  });
});
