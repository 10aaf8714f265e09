import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { Failure, failureFrom } from '../domain/failure.ts';
import { type ChannelGrant, channelGrants, type Rules } from '../domain/rules.ts';
import { isSameName } from '../domain/vpn-name.ts';
import {
  type AccessContext,
  authorize,
  authorizeSelf,
  type Denial,
  endpointsGranted,
} from '../policy/authorize.ts';
import {
  type AuthorizeContext,
  isGrantedAnything,
  loadAccess,
  type Requester,
} from '../policy/load-access.ts';
import { ownNamesOf } from '../policy/may-terminate.ts';
import { actionIds } from '../slack/block-kit/action-ids.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { otherCommandView } from '../slack/block-kit/notice.ts';
import {
  type HandlesRead,
  handlesMeant,
  targetHandles,
  withGroupMentions,
} from '../slack/command/group-handles.ts';
import { handlesUnverifiableView, unknownHandlesText } from '../slack/command/messages.ts';
import { parseCommand, type VpnCommand } from '../slack/command/parse-command.ts';
import { type Pressed, requesterFromSlack } from '../slack/interactions.ts';
import type { ListenerDeps } from '../slack/listener-deps.ts';
import { onButton } from '../slack/on-button.ts';
import { effectOf } from '../slack/request-effect.ts';
import { within } from '../slack/within.ts';
import { type CommandOpening, denialAnswer, runCommand } from './run-command.ts';

/**
 * Bouncer's slash command: acknowledges, parses the text, runs one command, and shows its view to the person who asked.
 */
export function vpnCommand(deps: ListenerDeps) {
  return async ({ ack, body }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { response_url: responseUrl, trigger_id: triggerId } = body;
    const requester = requesterFromSlack({
      person: body.user_id,
      team: body.team_id,
      channel: body.channel_id,
      channelName: body.channel_name,
    });
    const replyTo = { person: requester.person, channel: requester.channel, responseUrl, triggerId };
    if (body.command !== deps.names.command) {
      deps.usage.command('misread');
      return deps.replies.send(replyTo, otherCommandView(body.command, deps.names));
    }
    return runTyped(deps, { requester, triggerId, replyTo, typed: body.text ?? '' });
  };
}

/**
 * Handles Run it and Continue: does what would happen if the person had typed the command. The button carries only the
 * text, which is parsed and authorized again.
 */
export function meantCommandButton(deps: ListenerDeps) {
  const parse = ({ actionId, value }: Pressed) => {
    const isAct = effectOf({ command: deps.names.command, text: value }) !== 'looks';
    return isAct === (actionId === actionIds.continueCommand) ? value : undefined;
  };
  return onButton(deps, parse, ({ requester, triggerId, replyTo }, typed) =>
    runTyped(deps, { requester, triggerId, replyTo, typed }),
  );
}

interface Typed extends Omit<CommandOpening, 'notice'> {
  /** The text after the command's name. */
  readonly typed: string;
}

async function runTyped(deps: ListenerDeps, { requester, triggerId, replyTo, typed }: Typed): Promise<void> {
  const read = await readHandles(deps, requester, typed);
  if ('answer' in read) {
    deps.usage.command(read.kind);
    return deps.replies.send(replyTo, read.answer);
  }
  const { text, unknown } = read;
  const parsed = await readCommand(deps.app, requester, text);
  const notice = unknownHandlesText(handlesMeant(parsed, unknown));
  return runCommand(deps, { requester, triggerId, replyTo, notice }, parsed);
}

/** A modal has to be opened within three seconds of the command. */
const handlesPatienceMs = 1_000;

/**
 * Looks up the handles in the command's target. Without an answer, the command is not carried out: a group must not be
 * taken for a VPN name of the same spelling. People without any grant get a denial and cause no call; they may still
 * name themselves.
 */
async function readHandles(
  deps: ListenerDeps,
  requester: Requester,
  typed: string,
): Promise<HandlesRead | { readonly kind: VpnCommand['kind']; readonly answer: MessageView }> {
  const handles = targetHandles(typed);
  if (handles.length === 0) return { text: typed, unknown: [] };

  const { kind } = parseCommand(typed, []);
  const { rules, directory } = deps.app;
  const lookUp = async (): Promise<HandlesRead | { readonly denial: Denial }> => {
    const access = await loadAccess(deps.app, requester);
    const decision = authorize(rules, access, grantOf(kind));
    if (decision.allowed || isGrantedAnything(rules, access))
      return withGroupMentions(directory, typed, handles);
    const isOwn = kind === 'kick' && areOwnNames(rules, access, handles);
    return isOwn ? { text: typed, unknown: [] } : { denial: decision };
  };
  try {
    const read = await within(handlesPatienceMs, lookUp());
    if (read === undefined) throw new Failure('slack_unreachable', 'Slack did not list user groups in time');
    return 'denial' in read ? { kind, answer: await denialAnswer(deps, requester, read.denial) } : read;
  } catch (error) {
    const failure = failureFrom(error);
    deps.logger.warn(`user groups were not looked up: ${failure.code}`, { error: failure });
    return { kind, answer: handlesUnverifiableView(handles, failure.code) };
  }
}

/** Whether the actor may terminate the connections of these names, wherever they ask, as their own. */
function areOwnNames(rules: Rules, { person }: AccessContext, handles: readonly string[]): boolean {
  if (person.kind !== 'found' || !authorizeSelf(rules, person).allowed) return false;
  const own = ownNamesOf(person.person, rules);
  return handles.every((handle) => own.some((name) => isSameName(name, handle)));
}

/** The grant to name in a denial. */
function grantOf(kind: VpnCommand['kind']): ChannelGrant {
  switch (kind) {
    case 'kick':
    case 'audit':
      return kind;
    case 'block':
    case 'unblock':
    case 'blocks':
    case 'names':
      return 'block';
    default:
      return 'see';
  }
}

/**
 * Parses the command. A question about it may name endpoints of the channel, which not everyone in the channel may see.
 * It therefore names only those that the actor has a grant for, and people without any grant get a denial instead.
 */
async function readCommand(app: AuthorizeContext, requester: Requester, typed: string): Promise<VpnCommand> {
  const { rules } = app;
  const parsed = parseCommand(typed, rules.channels.get(requester.channel)?.endpoints ?? []);
  if (parsed.kind !== 'misread') return parsed;

  const access = await loadAccess(app, requester);
  const granted = channelGrants.flatMap((grant) => endpointsGranted(rules, access, grant));
  return parseCommand(typed, [...new Set(granted)]);
}
