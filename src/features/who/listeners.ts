import { listOrders } from '../../domain/arrangement.ts';
import type { LookUpProgress } from '../../domain/channel.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { Audience } from '../../policy/authorize.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { Directory } from '../../ports/directory.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { actionIds, allEndpoints } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { lookUpProgressView, notOwnText, uninvitedView, withNotice } from '../../slack/block-kit/notice.ts';
import { namelessView, ownNamelessView, unknownEndpointView } from '../../slack/command/messages.ts';
import { failureFromSlack, slackRefusal } from '../../slack/failure-from-slack.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { reportProgress, withProgress } from '../../slack/look-up-progress.ts';
import { onButton } from '../../slack/on-button.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import { blocksView } from '../block/blocks-message.ts';
import { listBlocks } from '../block/list-blocks.ts';
import { noListView } from '../block/messages.ts';
import type { ListCaption } from '../connections/coverage-blocks.ts';
import { denialView } from '../connections/denied-message.ts';
import { listView } from '../connections/list-message.ts';
import { type ListState, parsePressedList, sortOf } from '../connections/payloads.ts';
import { terminationNotes, unexplainedText } from '../details/messages.ts';
import { teamView } from './team-message.ts';
import { me, who } from './who.ts';

/** After a second, people want to see that something is happening. */
export const firstPatienceMs = 1_000;

/**
 * How long each look-up waits for a list that is still being read; the last one waits until it is complete. A response_url
 * can be used five times.
 */
const patiencesMs = {
  /** The answer to a click can replace the clicked list several times. */
  replace: [firstPatienceMs, 2_000, 5_000, Number.POSITIVE_INFINITY],
  /**
   * Slack replaces nothing after a slash command (github.com/slackapi/bolt-js/issues/2287), so this sends two
   * messages.
   */
  new: [firstPatienceMs, Number.POSITIVE_INFINITY],
} as const;

/** When to report the progress of looking up a group's members: no more often than the uses of a response_url allow. */
const progressWaitsMs = [3_000, 20_000] as const;

/**
 * Sends a list, and while an endpoint is still being read, first the part that is available. The request is authorized
 * and looked up again each time.
 */
export async function sendList(
  deps: ListenerDeps,
  requester: Requester,
  state: ListState,
  replyTo: ReplyTo,
  {
    how,
    age,
    notice,
  }: {
    readonly how: 'new' | 'replace';
    readonly age: Freshness['age'];
    /** Shown before the list, as mrkdwn. */
    readonly notice?: string | undefined;
  },
): Promise<void> {
  for (const patienceMs of patiencesMs[how]) {
    const ask = { audience: 'requester', freshness: { age, patienceMs } } as const;
    const sendProgress = (now: LookUpProgress) => deps.replies.send(replyTo, lookUpProgressView(now), how);
    const { view, isPartial } =
      state.targetRef.kind === 'group'
        ? await showGroup(deps, requester, state, ask, sendProgress)
        : await showList(deps, requester, state, ask);
    await deps.replies.send(replyTo, withNotice(view, notice), how);
    if (!isPartial) return;
  }
}

async function showGroup(
  deps: ListenerDeps,
  requester: Requester,
  state: ListState,
  ask: ListAsk,
  sendProgress: (now: LookUpProgress) => Promise<void>,
): Promise<ShownList> {
  const { deps: observed, progress } = withProgress(deps);
  const showing = showList(observed, requester, state, ask);
  await reportProgress(deps.app, showing, progress, progressWaitsMs, sendProgress);
  return showing;
}

/**
 * Handles Previous, Next, Refresh and the selects: authorizes and looks up the same list again, and replaces the
 * clicked one.
 */
export function turnList(deps: ListenerDeps) {
  return onButton(deps, parsePressedList, ({ requester, replyTo, actionId, value }, pressed) => {
    const state = chosenState(pressed, actionId, value);
    const age = actionId === actionIds.refresh ? 'newest' : 'lately';
    return sendList(deps, requester, state, replyTo, { how: 'replace', age });
  });
}

/** Applies the choice of a select; a button leads to the page that it carries. */
function chosenState(pressed: ListState, actionId: string, value: string): ListState {
  switch (actionId) {
    case actionIds.filter:
      return { ...pressed, on: value === allEndpoints ? undefined : value, page: 0 };
    case actionIds.sort:
      return { ...pressed, sort: listOrders.find((order) => order === value), page: 0 };
    default:
      return pressed;
  }
}

/** Handles Share: posts the same list for everyone in the channel, without buttons. */
export function shareList(deps: ListenerDeps) {
  return onButton(deps, parsePressedList, async ({ requester, replyTo }, state) => {
    const { view, isList } = await showList(deps, requester, state, {
      audience: 'channel',
      freshness: whole,
    });
    if (!isList) return deps.replies.send(replyTo, view);
    if (!(await isPosted(deps, requester.channel, view)))
      await deps.replies.send(replyTo, uninvitedView(deps.names));
  });
}

/** A public channel can be looked up, and so be configured, without Bouncer being a member of it. */
async function isPosted({ poster }: ListenerDeps, channel: string, view: MessageView): Promise<boolean> {
  try {
    await poster.post(channel, view);
    return true;
  } catch (error) {
    if (slackRefusal(error) === 'not_in_channel') return false;
    throw failureFromSlack(error, 'share a list');
  }
}

/** A list, or the sentence that is shown instead. */
interface ShownList {
  readonly view: MessageView;
  readonly isList: boolean;
  /** Whether more of it is still being read. */
  readonly isPartial: boolean;
}

interface ListAsk {
  readonly audience: Audience;
  readonly freshness: Freshness;
}

/** Looks up and renders a list: for a command, for another page, and for sharing with the channel. */
async function showList(
  deps: Pick<ListenerDeps, 'app' | 'usage' | 'names'>,
  requester: Requester,
  state: ListState,
  ask: ListAsk,
): Promise<ShownList> {
  const { app, usage, names } = deps;
  if (state.list === 'blocks') return showBlocks(deps, requester, state, ask);
  const { list, targetRef, on, lasting } = state;
  const arrangement = { order: sortOf(state), lasting };
  const phase = list === 'history' ? 'ended' : 'live';
  const result = await (list === 'me'
    ? me(app, { requester, ...ask })
    : who(app, { requester, targetRef, on, phase, arrangement, ...ask }));

  switch (result.kind) {
    case 'listed': {
      const { connectionList, notOwn, terminations } = result;
      const filters = list === 'me' ? [] : (app.rules.channels.get(requester.channel)?.endpoints ?? []);
      const caption = await captionOf(app.directory, requester, state, ask.audience);
      const noteOn = terminations && terminationNotes(terminations, requester.channel);
      const notice = notOwnText(notOwn) ?? (terminations && unexplainedText(terminations));
      const view = withNotice(listView(connectionList, { state, filters, noteOn, ...caption }), notice);
      return { view, isList: true, isPartial: connectionList.reading.length > 0 };
    }
    case 'team': {
      const caption = await captionOf(app.directory, requester, state, ask.audience);
      const view = teamView(result.team, state, caption);
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
  { audience }: Pick<ListAsk, 'audience'>,
): Promise<ShownList> {
  const result = await listBlocks(app, { requester, audience });
  switch (result.kind) {
    case 'listed': {
      const frame = { state, endpoints: app.rules.endpoints, asOf: result.asOf };
      return { view: blocksView(result.blocks, frame), isList: true, isPartial: false };
    }
    case 'refused':
      usage.denial(result.denial.reason);
      return sentence(denialView((await withAllowedChannels(app, requester, result)).denial, names));
    case 'no_list':
      return sentence(noListView());
  }
}

function sentence(view: MessageView): ShownList {
  return { view, isList: false, isPartial: false };
}
