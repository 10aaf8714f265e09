import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import { type ApprovalScenario, approvalScenario, isApprove } from '../e2e/support/approval-scenario.ts';
import { textOf } from '../e2e/support/elements.ts';
import { patientlyTimed } from '../e2e/support/eventually.ts';
import type { ChannelName, PersonAtWork, Place } from '../e2e/support/person-at-work.ts';
import {
  canHaveSmallDisk,
  type FailingStore,
  openFullStore,
  openLockedStore,
  openTableStore,
} from '../e2e/support/store-faults.ts';

/** Bouncer answers within three seconds, and a busy machine adds to that. */
const answeredMs = 8_000;
/** What a process could not write, it tries again ten seconds later. */
const lateMs = 15_000;

describe.each(
  [
    { store: 'a database that is locked', open: openLockedStore, why: 'locking', isPossible: true },
    { store: 'a database on a full disk', open: openFullStore, why: 'full', isPossible: canHaveSmallDisk },
    {
      store: 'a table that does not answer',
      open: () => openTableStore('unanswered'),
      why: 'isn’t responding',
      isPossible: true,
    },
    {
      store: 'a table that refuses',
      open: () => openTableStore('throttled'),
      why: 'throttling',
      isPossible: true,
    },
  ].filter(({ isPossible }) => isPossible),
)('with $store, people are told in time', ({ open, why }) => {
  let store: FailingStore;
  let scene: ApprovalScenario;
  let late: (() => Promise<void>)[];

  beforeAll(async () => {
    store = await open();
    scene = approvalScenario(store.workspace);
    late = [];
  });
  afterAll(() => store?.close());

  it('that a kick was not carried out', async () => {
    const { helga } = scene;
    const [session = ''] = store.workspace.connect('prod-eu', 'kicked@example.com');
    const modal = await modalFor(helga, 'helpdesk', '/vpn kick kicked@example.com');

    const answer = await toldInTime(helga.inDirectMessage(), () => helga.submits(modal, { reason: 'stale' }));

    expectNothingDone(answer);
    late.push(async () => expect(store.workspace.terminations(session)).toEqual([]));
  });

  it('that nobody was blocked', async () => {
    const omar = store.workspace.as('omar');
    store.workspace.connect('lab', 'mallory.example.com');
    const modal = await modalFor(omar, 'secops', '/vpn block mallory.example.com 4h stolen');

    const answer = await toldInTime(omar.inDirectMessage(), () =>
      omar.submits(modal, { reason: 'laptop stolen', keepOut: '14400s' }),
    );

    expect(textOf(answer)).toContain('Not blocked');
    expect(textOf(answer)).toContain(why);
    late.push(async () => {
      const list = await omar.in('secops').asks('/vpn blocks');
      expect(textOf(list)).not.toContain('mallory.example.com');
    });
  });

  it('that an approval was not recorded, and it can be given later', async () => {
    const { omar } = scene;
    const { session, request } = await scene.asked('svc-backup');

    const press = () => toldInTime(omar.in('helpdesk'), () => omar.presses(request, isApprove));
    let answer = await press();
    // On a slow machine, the outage can begin while the request’s own job is still being put back.
    for (let again = 0; again < 3 && textOf(answer).includes('else is deciding'); again += 1) {
      await sleep(lateMs);
      answer = await press();
    }

    expectNothingDone(answer);
    late.push(async () => {
      expect(store.workspace.terminations(session)).toEqual([]);
      await omar.presses(await scene.message(request), isApprove);
      await scene.sees(omar, 'helpdesk', '1 connection terminated: svc-backup');
    });
  });

  it('that nobody was unblocked', async () => {
    const omar = store.workspace.as('omar');
    store.workspace.connect('lab', 'ben.example.com');
    const block = await modalFor(omar, 'secops', '/vpn block ben.example.com 4h stolen');
    await omar.submits(block, { reason: 'laptop stolen', keepOut: '14400s' });
    await omar
      .in('secops')
      .sees('the end', ({ text }) => text.startsWith('1 connection terminated: ben.example.com'));
    const modal = await modalFor(omar, 'secops', '/vpn unblock ben.example.com found again');

    const answer = await toldInTime(omar.inDirectMessage(), () =>
      omar.submits(modal, { reason: 'found again' }),
    );

    expect(textOf(answer)).toMatch(/No action was taken/);
    late.push(async () => {
      const list = await omar.in('secops').asks('/vpn blocks');
      expect(textOf(list)).toContain('ben.example.com');
    });
  });

  it('what the audit log says, or that it cannot be read', async () => {
    const omar = store.workspace.as('omar');

    const answer = await toldInTime(omar.in('secops'), () => omar.in('secops').types('/vpn audit'));

    expect(textOf(answer)).toMatch(new RegExp(`${why}|entry|entries`));
  });

  it('and those answers are still true when the store works again', async () => {
    await sleep(lateMs);
    for (const holds of late) await holds();
  });

  async function modalFor(person: PersonAtWork, channel: ChannelName, command: string) {
    await person.in(channel).types(command);
    return person.modal();
  }

  async function toldInTime(place: Place, act: () => Promise<unknown>) {
    const endOutage = store.startOutage();
    try {
      const { result: answer, tookMs } = await patientlyTimed(() => place.answerTo(act));
      expect(tookMs).toBeLessThan(answeredMs);
      return answer;
    } finally {
      endOutage();
    }
  }

  function expectNothingDone(answer: Message): void {
    expect(textOf(answer)).toContain('No action was taken');
    expect(textOf(answer)).toContain(why);
  }
});
