import type { PersonId } from '../../domain/ids.ts';
import type { Asker } from '../../policy/authorize.ts';
import type { Audience } from '../../policy/decide.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Directory } from '../../ports/directory.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { notOwnText, withNotice } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { namelessView, ownNamelessView, unknownEndpointView } from '../../slack/misread-message.ts';
import { noListView } from '../block/answers.ts';
import { blocksView } from '../block/blocks-message.ts';
import { blocks } from '../block/list-blocks.ts';
import { refusalView } from '../connections/denied-message.ts';
import { type ListCaption, listView } from '../connections/list-message.ts';
import type { ListState } from '../connections/list-payload.ts';
import { history } from '../history/history.ts';
import { me } from './own-connections.ts';
import { teamView } from './team-message.ts';
import { type WhoResult, who } from './who.ts';

/** A list, or the sentence that is shown instead. */
export interface ShownList {
  readonly view: MessageView;
  readonly isList: boolean;
  /** Whether more of it is still being read. */
  readonly isPartial: boolean;
}

export interface ListAsk {
  readonly audience: Audience;
  readonly freshness: Freshness;
}

/** Looks up and renders a list: for a command, for another page, and for sharing with the channel. */
export async function showList(
  desk: Pick<Desk, 'app' | 'tally' | 'names'>,
  asker: Asker,
  state: ListState,
  ask: ListAsk,
): Promise<ShownList> {
  const { app, tally, names } = desk;
  if (state.list === 'blocks') return showBlocks(desk, asker, state, ask);
  const result = await resultFor(app, asker, state, ask);

  switch (result.kind) {
    case 'seen': {
      const filters = state.list === 'me' ? [] : (app.rules.channels.get(asker.channel)?.endpoints ?? []);
      const isPartial = result.sighting.reading.length > 0;
      const caption = await captionOf(app.directory, asker, state, ask.audience);
      const view = listView(result.sighting, { state, filters, ...caption });
      return { view: withNotice(view, notOwnText(result.notOwn ?? 0)), isList: true, isPartial };
    }
    case 'team':
      return {
        view: teamView(result.team, state, await captionOf(app.directory, asker, state, ask.audience)),
        isList: true,
        isPartial: result.team.reading.length > 0,
      };
    case 'refused':
      tally.refusal(result.refusal.reason);
      return sentence(refusalView(result.refusal, names));
    case 'nameless':
      return sentence(state.list === 'me' ? ownNamelessView(result) : namelessView(result));
    case 'unknown_endpoint':
      return sentence(unknownEndpointView(result));
  }
}

/** In a shared list, people are named in text: a mention would notify them that someone looked them up. */
async function captionOf(
  directory: Directory,
  asker: Asker,
  { list, whom }: ListState,
  audience: Audience,
): Promise<ListCaption> {
  const isShared = audience === 'channel';
  const sharedBy = isShared ? ((await nameOf(directory, asker.person)) ?? 'somebody') : undefined;
  if (whom.kind === 'group') {
    const handle = isShared ? await directory.handleOf(whom.group) : undefined;
    const named = handle === undefined ? 'a user group' : shown(`@${handle}`);
    return { about: isShared ? named : `<!subteam^${whom.group}>`, sharedBy };
  }
  if (whom.kind !== 'person' || list === 'me') return { about: undefined, sharedBy };

  const name = isShared ? await nameOf(directory, whom.person) : undefined;
  const named = name === undefined ? undefined : shown(name);
  return { about: isShared ? named : `<@${whom.person}>`, sharedBy };
}

async function nameOf(directory: Directory, id: PersonId): Promise<string | undefined> {
  const lookup = await directory.person(id);
  return lookup.kind === 'found' ? lookup.person.name : undefined;
}

async function showBlocks(
  { app, tally, names }: Pick<Desk, 'app' | 'tally' | 'names'>,
  asker: Asker,
  state: ListState,
  { audience }: Pick<ListAsk, 'audience'>,
): Promise<ShownList> {
  const result = await blocks(app, { asker, audience });
  switch (result.kind) {
    case 'listed': {
      const frame = { state, endpoints: app.rules.endpoints, asOf: result.asOf };
      return { view: blocksView(result.blocks, frame), isList: true, isPartial: false };
    }
    case 'refused':
      tally.refusal(result.refusal.reason);
      return sentence(refusalView(result.refusal, names));
    case 'no_list':
      return sentence(noListView());
  }
}

function sentence(view: MessageView): ShownList {
  return { view, isList: false, isPartial: false };
}

function resultFor(
  app: ReadContext,
  asker: Asker,
  { list, whom, on }: ListState,
  ask: ListAsk,
): Promise<WhoResult> {
  if (list === 'me') return me(app, { asker, ...ask });
  if (list === 'history' && whom.kind !== 'group') return history(app, { asker, whom, on, ...ask });
  return who(app, { asker, whom, on, ...ask });
}
