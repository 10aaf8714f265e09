import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { Failure, failureFrom } from '../domain/failure.ts';
import { type ChannelGrant, channelGrants, type Rules } from '../domain/rules.ts';
import { isSameName } from '../domain/vpn-name.ts';
import { answerAuditLog } from '../features/audit/listeners.ts';
import { openUnblock } from '../features/block/listeners.ts';
import { boardAnswer } from '../features/board/listeners.ts';
import { denialView } from '../features/connections/denied-message.ts';
import { connectionAnswer } from '../features/details/listeners.ts';
import { doctor } from '../features/doctor/doctor.ts';
import { doctorView } from '../features/doctor/messages.ts';
import { endpoints } from '../features/endpoints/endpoints.ts';
import { endpointsView } from '../features/endpoints/messages.ts';
import { help } from '../features/help/help.ts';
import { commandHelpView, helpView } from '../features/help/messages.ts';
import { openBlock, openKick } from '../features/kick/open-kick.ts';
import { namesAnswer } from '../features/names/listeners.ts';
import { reportView } from '../features/report/messages.ts';
import { report } from '../features/report/report.ts';
import { firstPatienceMs, sendList } from '../features/who/listeners.ts';
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
import { withAllowedChannels } from '../slack/allowed-channels.ts';
import { actionIds } from '../slack/block-kit/action-ids.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { noticeView, otherCommandView, withNotice } from '../slack/block-kit/notice.ts';
import {
  type HandlesRead,
  handlesMeant,
  targetHandles,
  withGroupMentions,
} from '../slack/command/group-handles.ts';
import {
  handlesUnverifiableView,
  misreadView,
  unknownEndpointView,
  unknownHandlesText,
} from '../slack/command/messages.ts';
import { parseCommand, type SubCommand, type VpnCommand } from '../slack/command/parse-command.ts';
import { type Pressed, requesterFromSlack } from '../slack/interactions.ts';
import type { ListenerDeps } from '../slack/listener-deps.ts';
import { onButton } from '../slack/on-button.ts';
import type { ReplyTo } from '../slack/replies.ts';
import { effectOf } from '../slack/request-effect.ts';
import { within } from '../slack/within.ts';

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

interface Typed {
  readonly requester: Requester;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
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

/** Runs a command, which authorizes the requester itself, and shows its view to them. */
export async function runCommand(
  deps: ListenerDeps,
  opening: Omit<Typed, 'typed'> & { readonly notice: string | undefined },
  parsed: VpnCommand,
): Promise<void> {
  const { requester, replyTo, notice } = opening;
  deps.usage.command(parsed.kind);
  const answer = (view: MessageView) => deps.replies.send(replyTo, view);
  switch (parsed.kind) {
    case 'kick': {
      const { targetRef, on, breakGlass, reason } = parsed;
      return openKick(deps, { ...opening, selection: { targetRef, on }, breakGlass, reason });
    }
    case 'block': {
      const { targetRef, on, length, reason } = parsed;
      const selection = { targetRef, on };
      return openBlock(deps, { ...opening, selection, length, reason, breakGlass: false });
    }
    case 'unblock': {
      const { targetRef, on, reason } = parsed;
      // A modal opens even if there is a reason: "bob baker back from holiday" may be about Bob Baker, and the modal
      // shows whose blocks will be removed.
      return openUnblock(deps, { ...opening, targetRef, on, reason });
    }
    case 'history': {
      const { targetRef: typed, on, periodMs } = parsed;
      const targetRef = typed.kind === 'me' ? ({ kind: 'person', person: requester.person } as const) : typed;
      const state = { list: parsed.kind, targetRef, on, page: 0, periodMs };
      return sendList(deps, requester, state, replyTo, { ...afterCommand, notice });
    }
    case 'who':
    case 'blocks': {
      const { targetRef, on } = parsed;
      if (parsed.kind === 'who' && targetRef.kind === 'connection')
        return answer(await connectionAnswer(deps, { requester, connection: targetRef.connection, on }));
      const lasting = parsed.kind === 'who' ? parsed.lasting : undefined;
      const state = { list: parsed.kind, targetRef, on, page: 0, lasting };
      return sendList(deps, requester, state, replyTo, { ...afterCommand, notice });
    }
    case 'me': {
      const state = { list: parsed.kind, targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;
      return sendList(deps, requester, state, replyTo, afterCommand);
    }
    case 'audit': {
      const { targetRef, filters } = parsed;
      const newest = { targetRef, filters, upTo: undefined, page: 0 };
      return answerAuditLog(deps, requester, newest, replyTo, 'new');
    }
    case 'names':
      return answer(await namesAnswer(deps, requester, parsed.of));
    case 'board': {
      const view = await boardAnswer(deps, requester, parsed);
      const unknown = notice === undefined ? undefined : noticeView(notice);
      const said = view === undefined ? unknown : withNotice(view, notice);
      return said === undefined ? undefined : answer(said);
    }
    case 'endpoints':
      return answer(await endpointsAnswer(deps, requester));
    case 'report':
      return answer(await reportAnswer(deps, requester));
    case 'doctor':
      return answer(await doctorAnswer(deps, requester));
    case 'help':
      return answer(await helpAnswer(deps, requester, parsed.topic));
    case 'misread':
      return answer(misreadView(parsed.problem, deps.names, parsed.verb));
  }
}

const afterCommand = { how: 'new', age: 'lately' } as const;

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

async function endpointsAnswer(deps: ListenerDeps, requester: Requester): Promise<MessageView> {
  const result = await endpoints(deps.app, {
    requester,
    freshness: { age: 'lately', patienceMs: firstPatienceMs },
  });
  switch (result.kind) {
    case 'reported':
      return endpointsView(result.reports);
    case 'refused':
      return denialAnswer(deps, requester, result.denial);
    case 'unknown_endpoint':
      return unknownEndpointView(result);
  }
}

async function reportAnswer(deps: ListenerDeps, requester: Requester): Promise<MessageView> {
  const result = await report(deps.app, { requester });
  return result.kind === 'refused' ? denialAnswer(deps, requester, result.denial) : reportView(result.report);
}

async function doctorAnswer(deps: ListenerDeps, requester: Requester): Promise<MessageView> {
  const result = await doctor(deps.app, deps.setUp(), { requester });
  return result.kind === 'refused'
    ? denialAnswer(deps, requester, result.denial)
    : doctorView(result.findings, result.limitedTo);
}

async function helpAnswer(
  deps: ListenerDeps,
  requester: Requester,
  topic: SubCommand | undefined,
): Promise<MessageView> {
  const result = await help(deps.app, { requester });
  if (result.kind === 'refused') return denialAnswer(deps, requester, result.denial);
  return topic === undefined ? helpView(result, deps.names) : commandHelpView(topic, result, deps.names);
}

async function denialAnswer(
  { app, usage, names }: ListenerDeps,
  requester: Requester,
  denial: Denial,
): Promise<MessageView> {
  usage.denial(denial.reason);
  const refused = await withAllowedChannels(app, requester, { kind: 'refused', denial });
  return denialView(refused.denial, names);
}
