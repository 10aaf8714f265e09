import type { PersonId } from '../../domain/ids.ts';
import type { Audience } from '../../policy/authorize.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { Directory } from '../../ports/directory.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { notOwnText, withNotice } from '../../slack/block-kit/notice.ts';
import { namelessView, ownNamelessView, unknownEndpointView } from '../../slack/command/messages.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { noListView } from '../block/answers.ts';
import { blocksView } from '../block/blocks-message.ts';
import { listBlocks } from '../block/list-blocks.ts';
import type { ListCaption } from '../connections/coverage-blocks.ts';
import { denialView } from '../connections/denied-message.ts';
import { listView } from '../connections/list-message.ts';
import { fromAddressText } from '../connections/messages.ts';
import { type ListState, sortOf } from '../connections/payloads.ts';
import type { RowOutcome } from '../connections/row-outcome.ts';
import { terminationNotes, unexplainedText } from '../details/messages.ts';
import { notKeptText } from '../history/messages.ts';
import { showHistory } from '../history/show-history.ts';
import { teamView } from './team-message.ts';
import { me, who } from './who.ts';

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
  /** What became of a row, if the list is shown again because of it. */
  readonly outcome?: RowOutcome;
}

/** Looks up and renders a list: for a command, for another page, and for sharing with the channel. */
export async function showList(
  deps: Pick<ListenerDeps, 'app' | 'usage' | 'names'>,
  requester: Requester,
  state: ListState,
  ask: ListAsk,
): Promise<ShownList> {
  if (state.list === 'blocks') return showBlocks(deps, requester, state, ask);
  const { targetRef: ref } = state;
  if (state.list === 'history' && ref.kind !== 'group') {
    const shownHistory = await showHistory(deps, requester, { ...state, targetRef: ref }, ask);
    if (shownHistory.kind === 'shown') return shownHistory;
    const recent = await showConnections(deps, requester, state, ask);
    return recent.isList
      ? { ...recent, view: withNotice(recent.view, notKeptText(shownHistory.why)) }
      : recent;
  }
  return showConnections(deps, requester, state, ask);
}

/** Looks up and renders what EC2 lists now: who is connected, or what ended in the last 60 minutes. */
async function showConnections(
  { app, usage, names }: Pick<ListenerDeps, 'app' | 'usage' | 'names'>,
  requester: Requester,
  state: ListState,
  ask: ListAsk,
): Promise<ShownList> {
  const { list, targetRef, on, page, lasting } = state;
  const outcome = ask.outcome?.kind === 'connection' ? ask.outcome : undefined;
  const arrangement = { order: sortOf(state), lasting };
  const phase = list === 'history' ? 'ended' : 'live';
  const result = await (list === 'me'
    ? me(app, { requester, page, ...ask })
    : who(app, { requester, targetRef, on, page, phase, arrangement, ...ask }));

  switch (result.kind) {
    case 'listed': {
      const { connectionList, notOwn, terminations, fromAddress } = result;
      const filters = list === 'me' ? [] : (app.rules.channels.get(requester.channel)?.endpoints ?? []);
      const caption = await captionOf(app.directory, requester, state, ask.audience);
      const noteOn = terminations && terminationNotes(terminations, requester.channel);
      const notice =
        notOwnText(notOwn) ??
        (terminations && unexplainedText(terminations)) ??
        (fromAddress && fromAddressText(fromAddress, state, names, app.rules.history.days));
      const isPrivate = fromAddress?.kind === 'found';
      const view = withNotice(
        listView(connectionList, { state, filters, noteOn, outcome, isPrivate, ...caption }),
        notice,
      );
      return { view, isList: true, isPartial: connectionList.reading.length > 0 };
    }
    case 'team': {
      const caption = await captionOf(app.directory, requester, state, ask.audience);
      const view = teamView(result.team, state, caption, outcome);
      return { view, isList: true, isPartial: result.team.reading.length > 0 };
    }
    case 'refused':
      usage.denial(result.denial.reason);
      return sentence(denialView((await withAllowedChannels(app, requester, result)).denial, names));
    case 'nameless':
      return sentence(list === 'me' ? ownNamelessView(result) : namelessView(result));
    case 'unknown_endpoint':
      return sentence(unknownEndpointView(result));
  }
}

/** In a shared list, people are named in text: a mention would notify them that someone looked them up. */
async function captionOf(
  directory: Directory,
  requester: Requester,
  { list, targetRef }: ListState,
  audience: Audience,
): Promise<ListCaption> {
  const isShared = audience === 'channel';
  const sharedBy = isShared ? ((await nameOf(directory, requester.person)) ?? 'someone') : undefined;
  if (targetRef.kind === 'group') {
    const handle = isShared ? await directory.handleOf(targetRef.group) : undefined;
    const named = handle === undefined ? 'a user group' : shown(`@${handle}`);
    return { about: isShared ? named : `<!subteam^${targetRef.group}>`, sharedBy };
  }
  if (targetRef.kind !== 'person' || list === 'me') return { about: undefined, sharedBy };

  const name = await nameOf(directory, targetRef.person);
  const named = name === undefined ? undefined : shown(name);
  return { about: isShared ? named : `<@${targetRef.person}>`, name, sharedBy };
}

async function nameOf(directory: Directory, id: PersonId): Promise<string | undefined> {
  const lookup = await directory.person(id);
  return lookup.kind === 'found' ? lookup.person.name : undefined;
}

async function showBlocks(
  { app, usage, names }: Pick<ListenerDeps, 'app' | 'usage' | 'names'>,
  requester: Requester,
  state: ListState,
  { audience, outcome }: Pick<ListAsk, 'audience' | 'outcome'>,
): Promise<ShownList> {
  const { targetRef, on } = state;
  const result = await listBlocks(app, { requester, audience, targetRef, on });
  switch (result.kind) {
    case 'listed': {
      const unblocked = outcome?.kind === 'unblocked' ? outcome.block : undefined;
      const { about, name } = await captionOf(app.directory, requester, state, audience);
      const frame = { state, endpoints: app.rules.endpoints, about, name, unblocked };
      return { view: blocksView(result, frame), isList: true, isPartial: false };
    }
    case 'refused':
      usage.denial(result.denial.reason);
      return sentence(denialView((await withAllowedChannels(app, requester, result)).denial, names));
    case 'no_list':
      return sentence(noListView());
    case 'nameless':
      return sentence(namelessView(result));
    case 'unknown_endpoint':
      return sentence(unknownEndpointView(result));
  }
}

function sentence(view: MessageView): ShownList {
  return { view, isList: false, isPartial: false };
}
