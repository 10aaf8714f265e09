import { history } from '../../commands/history.ts';
import { me } from '../../commands/me.ts';
import type { Asker } from '../../commands/steps/asker.ts';
import { type WhoResult, who } from '../../commands/who.ts';
import type { World } from '../../ports/world.ts';
import type { ListState } from '../identifiers/list-state.ts';
import type { MessageView } from '../views/blocks.ts';
import { listView } from '../views/list-view.ts';
import { namelessView, unknownEndpointView } from '../views/misread-view.ts';
import { refusalView } from '../views/refusal-view.ts';
import { teamView } from '../views/team-view.ts';
import type { Desk } from './desk.ts';

/** A list, or the sentence that stands in its place. */
export interface ShownList {
  readonly view: MessageView;
  readonly isList: boolean;
}

/** Asks for a list and renders it: for a command, for another page of it, and for the whole channel alike. */
export async function showList(
  { world, tally }: Pick<Desk, 'world' | 'tally'>,
  asker: Asker,
  state: ListState,
  audience: 'asker' | 'channel' = 'asker',
): Promise<ShownList> {
  const result = await resultFor(world, asker, state, audience);
  const sharedBy = audience === 'channel' ? asker.person : undefined;

  switch (result.kind) {
    case 'seen': {
      const filters = state.list === 'me' ? [] : (world.rules.channels.get(asker.channel)?.endpoints ?? []);
      return { view: listView(result.sighting, { state, filters, sharedBy }), isList: true };
    }
    case 'team':
      return { view: teamView(result.team, state, sharedBy), isList: true };
    case 'refused':
      tally.refusal(result.refusal.reason);
      return { view: refusalView(result.refusal), isList: false };
    case 'nameless':
      return { view: namelessView(result.person), isList: false };
    case 'unknown_endpoint':
      return { view: unknownEndpointView(result.text, result.known), isList: false };
  }
}

function resultFor(
  world: World,
  asker: Asker,
  { list, whom, on }: ListState,
  audience: 'asker' | 'channel',
): Promise<WhoResult> {
  if (list === 'me') return me(world, { asker });
  if (list === 'history' && whom.kind !== 'group') return history(world, { asker, whom, on });
  return who(world, { asker, whom, on, audience });
}
