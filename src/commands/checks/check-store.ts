import { type Finding, ok } from '../../core/finding.ts';
import type { StoreCheckup } from '../../ports/store-checkup.ts';

/** The store: whether it can be read and written. */
export async function checkStore(store: StoreCheckup): Promise<readonly Finding[]> {
  const looked = { check: 'store', subject: store.name } as const;
  const state = await store.tryOut();

  switch (state.kind) {
    case 'absent':
      return [ok(looked, 'there is none yet; the bot makes it when it first starts')];
    case 'outdated':
      return [ok(looked, 'an earlier version wrote it; the bot brings it up to date when it next starts')];
    case 'works':
      return [ok(looked, 'it can be read and written')];
  }
}
