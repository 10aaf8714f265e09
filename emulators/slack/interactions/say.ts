import { randomUUID } from 'node:crypto';
import type { DeliveryOutcome } from '../delivery/delivery.ts';
import type { Conversation } from '../model/conversations.ts';
import type { PersonRecord } from '../model/directory.ts';
import type { SlashCommand } from '../model/manifest.ts';
import { isLasting } from '../model/message-log.ts';
import type { ResponseTarget } from '../model/response-urls.ts';
import { verificationToken } from '../model/verification-token.ts';
import type { TeamContent, WorkspaceContent } from '../model/workspace-content.ts';
import type { Receipt, Say } from '../protocol/client-protocol.ts';
import { isJsonObject, type JsonObject } from '../protocol/json-object.ts';
import { admit } from './admission.ts';
import { escapeControls, escapeNames } from './escape-text.ts';
import type { InteractionContext } from './interaction-context.ts';
import { channelNameForApp, enterpriseFields } from './payload-parts.ts';
import { reportRefusal } from './report-refusal.ts';
import { respond } from './respond.ts';
import { settle, settled } from './settle.ts';

/** Takes what a person typed: a message for the channel, or a command for the app. */
export function say(context: InteractionContext, { as, channel, text, threadTs }: Say): Receipt {
  const { workspace } = context;
  const admission = admit(workspace, as, channel);
  if (!admission.admitted) return { ok: false, error: admission.error };
  // https://docs.slack.dev/reference/app-manifest, messages_tab_read_only_enabled
  if (admission.conversation.kind === 'direct' && workspace.manifest.isReadOnly) {
    return { ok: false, error: 'read_only' };
  }
  const typed = text.trim();
  if (typed === '') return { ok: false, error: 'no_text' };
  if (typed.startsWith('/')) {
    const isInThread = threadTs !== undefined;
    return command(context, admission.person, admission.conversation, { typed, isInThread });
  }
  const parent = threadTs === undefined ? undefined : workspace.messages.find(channel, threadTs);
  if (threadTs !== undefined && (!parent || !isLasting(parent))) {
    return { ok: false, error: 'message_not_found' };
  }
  workspace.messages.post({
    channel,
    user: as,
    text: escapeNames(typed, workspace, 'message'),
    threadTs: parent ? (parent.threadTs ?? parent.ts) : null,
  });
  return settled(context.workspace, as);
}

function command(
  context: InteractionContext,
  person: PersonRecord,
  conversation: Conversation,
  { typed, isInThread }: { readonly typed: string; readonly isInThread: boolean },
): Receipt {
  const [name = '', ...rest] = typed.split(/(?<=^\S+)\s+/);
  const declared = context.workspace.manifest.commands.find((each) => each.command === name);
  if (!declared) return { ok: false, error: `${name} is not a valid command.` };
  // "Slash commands can't be used in message threads": https://docs.slack.dev/interactivity/implementing-slash-commands
  if (isInThread) return { ok: false, error: `${name} is not supported in threads. Sorry!` };
  const interaction = randomUUID();
  const target: ResponseTarget = {
    kind: 'command',
    personId: person.id,
    channelId: conversation.id,
    messageTs: null,
  };
  const payload = commandPayload(context, { declared, text: rest.join(' '), person, conversation, target });
  const envelope = { id: interaction, kind: 'slash_commands', payload, acceptsResponse: true } as const;
  void context.deliver(envelope).then((outcome) => {
    answerCommand(context, target, name, outcome);
    settle(context.workspace, person.id, interaction, outcome);
  });
  return { ok: true, interaction };
}

/**
 * The fields of a slash command.
 * Source: https://docs.slack.dev/interactivity/implementing-slash-commands
 */
function commandPayload(
  { workspace, address }: InteractionContext,
  typed: {
    declared: SlashCommand;
    text: string;
    person: PersonRecord;
    conversation: Conversation;
    target: ResponseTarget;
  },
): JsonObject {
  const { declared, text, person, conversation, target } = typed;
  const { content } = workspace;
  const team = teamOf(person, content);
  return {
    token: verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    ...enterpriseFields(team),
    channel_id: conversation.id,
    channel_name: channelNameForApp(conversation),
    user_id: person.id,
    user_name: person.name,
    command: declared.command,
    text: declared.escapes ? escapeNames(text, workspace, 'command') : escapeControls(text),
    api_app_id: content.app.id,
    is_enterprise_install: 'false',
    response_url: `${address()}${workspace.responseUrls.issue(target, content.team.id)}`,
    trigger_id: workspace.triggers.issue({
      personId: person.id,
      channelId: conversation.id,
      viewId: null,
    }),
  };
}

function teamOf({ teamId }: PersonRecord, { team, partner, siblings = [] }: WorkspaceContent): TeamContent {
  return [team, ...siblings].find(({ id }) => id === teamId) ?? partner;
}

function answerCommand(
  context: InteractionContext,
  target: ResponseTarget,
  name: string,
  outcome: DeliveryOutcome,
): void {
  const { workspace } = context;
  const { channelId, personId } = target;
  if (outcome.kind !== 'acknowledged') {
    const kind = outcome.kind === 'offline' ? 'bot_offline' : 'not_acknowledged';
    workspace.messages.post({
      channel: channelId,
      user: workspace.content.app.botUserId,
      text: '',
      onlyFor: personId,
      notice: { kind, command: name },
    });
    return;
  }
  const answer = typeof outcome.answer === 'string' ? { text: outcome.answer } : outcome.answer;
  if (!isJsonObject(answer) || Object.keys(answer).length === 0) return;
  try {
    respond(workspace, target, answer);
  } catch (error) {
    reportRefusal(workspace, error, { method: name, channelId, onlyFor: personId });
  }
}
