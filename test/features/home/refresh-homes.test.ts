import { expect, test } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import type { HomeRequest } from '../../../src/features/home/look-up-home.ts';
import { homeRefresher } from '../../../src/features/home/refresh-homes.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { channelId, personId } from '../../builders/ids.ts';

const helga = personId('U0HELGA');
const place = channelId('D0HELGA');

/** The next pause ends when it is told to. */
function aScene(show: (request: HomeRequest) => Promise<void> = async () => {}) {
  const shown: HomeRequest[] = [];
  const pauses: (() => void)[] = [];
  const refresher = homeRefresher(
    { sleep: () => new Promise<void>((resolve) => void pauses.push(resolve)) },
    async (request) => {
      shown.push(request);
      await show(request);
    },
  );
  const pass = async () => {
    pauses.shift()?.();
    await new Promise(setImmediate);
  };
  return { refresher, shown, pass };
}

const entry = (given: Parameters<typeof anEntryDraft>[0]): AuditEntry => {
  const [sealed] = aChain([anEntryDraft(given)]);
  if (sealed === undefined) throw new Error('no entry');
  return sealed;
};
const byHelga = entry({ kind: 'requested' });
const byOmar = entry({ kind: 'requested', actor: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' } });

test('shows the tab of whoever acted, once for the entries of one pause', async () => {
  const { refresher, shown, pass } = aScene();
  refresher.shown(helga, place);

  for (const each of [byHelga, byHelga, byOmar]) refresher.happened(each);
  await pass();

  expect(shown).toMatchObject([{ person: helga, place, freshness: { age: 'newest' } }]);
});

test('shows it again for an entry that came while it was shown', async () => {
  const { refresher, shown, pass } = aScene(async () => {
    if (shown.length === 1) refresher.happened(byHelga);
  });
  refresher.shown(helga, place);

  refresher.happened(byHelga);
  await pass();
  await pass();
  await refresher.settled();

  expect(shown).toHaveLength(2);
});

test('shows no tab that nobody opened, unless it was acted on', async () => {
  const { refresher, shown, pass } = aScene();

  refresher.happened(byHelga);
  await pass();
  expect(shown).toEqual([]);

  refresher.happened(entry({ kind: 'finished', channel: { id: place, name: 'directmessage' } }));
  await pass();
  expect(shown).toMatchObject([{ person: helga, place }]);
});

test('shows the tab in the direct message in which it was opened last', async () => {
  const { refresher, shown, pass } = aScene();
  const other = channelId('D0OTHER');
  refresher.shown(helga, other);
  refresher.shown(helga, place);

  refresher.happened(entry({ kind: 'finished', channel: { id: other, name: 'directmessage' } }));
  await pass();

  expect(shown).toMatchObject([{ person: helga, place }]);
});

test('shows the tabs of others for what they see too', async () => {
  const { refresher, shown, pass } = aScene();
  refresher.shown(helga, place);

  refresher.happened(entry({ kind: 'blocked', actor: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' } }));
  await pass();

  expect(shown).toMatchObject([{ person: helga, freshness: { age: 'lately' } }]);
});

test('shows the tabs of others a few at a time, so that each sees whether there is still room', async () => {
  const finish: (() => void)[] = [];
  const { refresher, shown, pass } = aScene(() => new Promise((resolve) => void finish.push(resolve)));
  const others = Array.from({ length: 9 }, (_, index) => personId(`U0OTHER${index}`));
  for (const other of others) refresher.shown(other, place);

  refresher.happened(entry({ kind: 'blocked' }));
  for (const _ of others) await pass();
  const atOnce = shown.length;
  while (finish.length > 0) {
    finish.shift()?.();
    await new Promise(setImmediate);
  }

  expect(atOnce).toBeLessThanOrEqual(2);
  expect(shown.map(({ person }) => person).toSorted()).toEqual(others);
});

test('asks anew for whoever acts while their tab waits behind those of others', async () => {
  const { refresher, shown, pass } = aScene();
  refresher.shown(helga, place);

  refresher.happened(entry({ kind: 'blocked', actor: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' } }));
  refresher.happened(byHelga);
  await pass();

  expect(shown).toMatchObject([{ person: helga, freshness: { age: 'newest' } }]);
});

test('goes on after a tab could not be shown', async () => {
  const { refresher, shown, pass } = aScene(async () => {
    throw new Error('no answer');
  });
  refresher.shown(helga, place);

  for (let times = 0; times < 2; times += 1) {
    refresher.happened(byHelga);
    await pass();
  }

  expect(shown).toHaveLength(2);
});
