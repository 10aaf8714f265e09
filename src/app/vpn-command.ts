import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { Failure, failureFrom } from '../domain/failure.ts';
import { type ChannelGrant, channelGrants, type Rules } from '../domain/rules.ts';
import { isSameName } from '../domain/vpn-name.ts';
import { tellRecord } from '../features/audit/listeners.ts';
import { openUnblock } from '../features/block/listeners.ts';
import { refusalView } from '../features/connections/denied-message.ts';
import type { ListState } from '../features/connections/payloads.ts';
import { doctor } from '../features/doctor/doctor.ts';
import { doctorView } from '../features/doctor/messages.ts';
import { endpoints } from '../features/endpoints/endpoints.ts';
import { endpointsView } from '../features/endpoints/messages.ts';
import { help } from '../features/help/help.ts';
import { helpView } from '../features/help/messages.ts';
import { openBlock, openKick } from '../features/kick/open-kick.ts';
import { firstPatienceMs, tellList } from '../features/who/listeners.ts';
import { type Asker, type AuthorizeContext, isGrantedAnything, loadSituation } from '../policy/authorize.ts';
import { authorize, type Denial, decideSelf, endpointsGranted, type Situation } from '../policy/decide.ts';
import { ownNamesOf } from '../policy/may-terminate.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { otherCommandView } from '../slack/block-kit/notice.ts';
import type { Desk } from '../slack/desk.ts';
import { type HandlesRead, handlesMeant, targetHandles, withGroupMentions } from '../slack/group-handles.ts';
import { askerFromSlack } from '../slack/interactions.ts';
import {
  handlesUnverifiableView,
  misreadView,
  unknownEndpointView,
  unknownHandlesText,
} from '../slack/misread-message.ts';
import { parseCommand, type VpnCommand } from '../slack/parse-command.ts';
import { within } from '../slack/within.ts';

/**
 * Bouncer's slash command: acknowledges, parses the text, runs one command, and shows its view to the person who asked.
 */
export function vpnCommand(desk: Desk) {
  return async ({ ack, body }: SlackCommandMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { response_url: responseUrl, trigger_id: triggerId } = body;
    const asker = askerFromSlack({
      person: body.user_id,
      team: body.team_id,
      channel: body.channel_id,
      channelName: body.channel_name,
    });
    const replyTo = { person: asker.person, channel: asker.channel, responseUrl, triggerId };
    if (body.command !== desk.names.command) {
      desk.tally.command('misread');
      return desk.replies.send(replyTo, otherCommandView(body.command, desk.names));
    }
    const read = await readHandles(desk, asker, body.text ?? '');
    if ('answer' in read) {
      desk.tally.command(read.kind);
      return desk.replies.send(replyTo, read.answer);
    }
    const { text, unknown } = read;
    const parsed = await readCommand(desk.app, asker, text);
    const notice = unknownHandlesText(handlesMeant(parsed, unknown));
    desk.tally.command(parsed.kind);

    switch (parsed.kind) {
      case 'kick': {
        const { whom, on, breakGlass, reason } = parsed;
        const aim = { whom, on };
        return openKick(desk, { asker, aim, breakGlass, reason, triggerId, replyTo, notice });
      }
      case 'block': {
        const { whom, on, length, reason } = parsed;
        const aim = { whom, on };
        const opening = {
          asker,
          aim,
          length,
          reason,
          breakGlass: false,
          triggerId: body.trigger_id,
          replyTo,
          notice,
        };
        return openBlock(desk, opening);
      }
      case 'unblock': {
        const { whom, on, reason } = parsed;
        // A modal opens even if there is a reason: "bob baker back from holiday" may be about Bob Baker, and the modal
        // shows whose blocks will be removed.
        return openUnblock(desk, { asker, whom, on, reason, triggerId, replyTo, notice });
      }
      case 'blocks':
        return tellList(desk, asker, blockedList, replyTo, afterCommand);
      case 'who':
      case 'history': {
        const state = { list: parsed.kind, whom: parsed.whom, on: parsed.on, page: 0 };
        return tellList(desk, asker, state, replyTo, { ...afterCommand, notice });
      }
      case 'me':
        return tellList(desk, asker, ownList, replyTo, afterCommand);
      case 'audit': {
        const newest = { whom: parsed.whom, upTo: undefined, page: 0 };
        return tellRecord(desk, asker, newest, replyTo, 'new');
      }
      case 'endpoints':
        return desk.replies.send(replyTo, await endpointsAnswer(desk, asker));
      case 'doctor':
        return desk.replies.send(replyTo, await doctorAnswer(desk, asker));
      case 'help':
        return desk.replies.send(replyTo, await helpAnswer(desk, asker));
      case 'misread':
        return desk.replies.send(replyTo, misreadView(parsed.problem, desk.names));
    }
  };
}

/** A modal has to be opened within three seconds of the command. */
const handlesPatienceMs = 1_000;

/**
 * Looks up the handles in the command's target. Without an answer, the command is not carried out: a group must not be
 * taken for a VPN name of the same spelling. People without any grant get a denial and cause no
 * call; they may still name themselves.
 */
async function readHandles(
  desk: Desk,
  asker: Asker,
  typed: string,
): Promise<HandlesRead | { readonly kind: VpnCommand['kind']; readonly answer: MessageView }> {
  const handles = targetHandles(typed);
  if (handles.length === 0) return { text: typed, unknown: [] };

  const { kind } = parseCommand(typed, []);
  const { rules, directory } = desk.app;
  let read: HandlesRead | { readonly denial: Denial } | undefined;
  const look = async () => {
    const situation = await loadSituation(desk.app, asker);
    const decision = authorize(rules, situation, grantOf(kind));
    if (decision.allowed || isGrantedAnything(rules, situation))
      read = await withGroupMentions(directory, typed, handles);
    else
      read =
        kind === 'kick' && areOwnNames(rules, situation, handles)
          ? { text: typed, unknown: [] }
          : { denial: decision };
  };
  try {
    await within(handlesPatienceMs, look());
    if (read === undefined) throw new Failure('slack_unreachable', 'Slack did not list user groups in time');
  } catch (error) {
    const failure = failureFrom(error);
    desk.logger.warn(`user groups were not looked up: ${failure.code}`, { error: failure });
    return { kind, answer: handlesUnverifiableView(handles, failure.code) };
  }
  return 'denial' in read ? { kind, answer: refusalAnswer(desk, read.denial) } : read;
}

/** Whether the actor may terminate the connections of these names, wherever they ask, as their own. */
function areOwnNames(rules: Rules, { person }: Situation, handles: readonly string[]): boolean {
  if (person.kind !== 'found' || !decideSelf(rules, person).allowed) return false;
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
      return 'block';
    default:
      return 'see';
  }
}

/**
 * Parses the command. A question about it may name endpoints of the channel, which not everyone in the channel may see.
 * It therefore names only those that the actor has a grant for, and people without any grant get a denial instead.
 */
async function readCommand(app: AuthorizeContext, asker: Asker, typed: string): Promise<VpnCommand> {
  const { rules } = app;
  const parsed = parseCommand(typed, rules.channels.get(asker.channel)?.endpoints ?? []);
  if (parsed.kind !== 'misread') return parsed;

  const situation = await loadSituation(app, asker);
  const granted = channelGrants.flatMap((grant) => endpointsGranted(rules, situation, grant));
  return parseCommand(typed, [...new Set(granted)]);
}

const afterCommand = { how: 'new', age: 'lately' } as const;
const ownList: ListState = { list: 'me', whom: { kind: 'everyone' }, on: undefined, page: 0 };

const blockedList: ListState = { list: 'blocks', whom: { kind: 'everyone' }, on: undefined, page: 0 };

async function endpointsAnswer(desk: Desk, asker: Asker): Promise<MessageView> {
  const result = await endpoints(desk.app, {
    asker,
    freshness: { age: 'lately', patienceMs: firstPatienceMs },
  });
  switch (result.kind) {
    case 'reported':
      return endpointsView(result.reports);
    case 'refused':
      return refusalAnswer(desk, result.refusal);
    case 'unknown_endpoint':
      return unknownEndpointView(result);
  }
}

async function doctorAnswer(desk: Desk, asker: Asker): Promise<MessageView> {
  const result = await doctor(desk.app, desk.setUp(), { asker });
  return result.kind === 'refused'
    ? refusalAnswer(desk, result.refusal)
    : doctorView(result.findings, result.limitedTo);
}

async function helpAnswer(desk: Desk, asker: Asker): Promise<MessageView> {
  const result = await help(desk.app, { asker });
  return result.kind === 'refused'
    ? refusalAnswer(desk, result.refusal)
    : helpView(result.granted, result.elsewhere, desk.names);
}

function refusalAnswer({ tally, names }: Desk, refusal: Denial): MessageView {
  tally.refusal(refusal.reason);
  return refusalView(refusal, names);
}
