import { answerAuditLog } from '../features/audit/listeners.ts';
import { openUnblock } from '../features/block/listeners.ts';
import { boardAnswer } from '../features/board/listeners.ts';
import { boardStartedView } from '../features/board/messages.ts';
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
import type { Denial } from '../policy/authorize.ts';
import type { Requester } from '../policy/load-access.ts';
import { withAllowedChannels } from '../slack/allowed-channels.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { noticeView, withNotice } from '../slack/block-kit/notice.ts';
import { misreadView, unknownEndpointView } from '../slack/command/messages.ts';
import type { SubCommand, VpnCommand } from '../slack/command/parse-command.ts';
import type { ListenerDeps } from '../slack/listener-deps.ts';
import type { ReplyTo } from '../slack/replies.ts';

/** Who asked for a command, and how they are answered. */
export interface CommandOpening {
  readonly requester: Requester;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  /** What could not be understood of the text, although the command can be run. */
  readonly notice: string | undefined;
}

/** Runs a command, which authorizes the requester itself, and shows its view to them. */
export async function runCommand(
  deps: ListenerDeps,
  opening: CommandOpening,
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
      // A modal that was opened before the request arrived waits for an answer, even if the board itself says all.
      const isAwaited = deps.modals.openedWith(opening.triggerId) !== undefined;
      const left = await boardAnswer(deps, requester, parsed);
      const view = left ?? (isAwaited ? boardStartedView(requester.channel) : undefined);
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
  return result.kind === 'refused'
    ? denialAnswer(deps, requester, result.denial)
    : reportView(result.report, 'with charts');
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

/** Answers a command that is denied. */
export async function denialAnswer(
  { app, usage, names }: ListenerDeps,
  requester: Requester,
  denial: Denial,
): Promise<MessageView> {
  usage.denial(denial.reason);
  const refused = await withAllowedChannels(app, requester, { kind: 'refused', denial });
  return denialView(refused.denial, names);
}
