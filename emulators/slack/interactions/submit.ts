import { randomUUID } from 'node:crypto';
import { apiViewFrom } from '../api-objects/api-view.ts';
import { viewFrom } from '../blocks/check-view.ts';
import type { PersonRecord } from '../model/directory.ts';
import { interactiveElements } from '../model/elements.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { View } from '../model/view.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Receipt, Submit } from '../protocol/client-protocol.ts';
import { isJsonObject, type JsonObject, objectAt } from '../protocol/json-object.ts';
import type { InteractionContext } from './interaction-context.ts';
import { interactionHead } from './payload-parts.ts';
import { reportRefusal } from './report-refusal.ts';
import { settle } from './settle.ts';
import { enterAll, inputErrors } from './view-entries.ts';

/** Takes the submission of the modal that is on top. Nothing reaches the app while an input is wrong. */
export function submit(context: InteractionContext, request: Submit): Receipt {
  const { workspace } = context;
  const person = workspace.directory.find(request.as);
  const view = workspace.views.top(request.as);
  if (!person || !view || view.id !== request.id) return { ok: false, error: 'not_found' };
  if (person.deleted) return { ok: false, error: 'account_inactive' };
  if (view.content.submit === null) return { ok: false, error: 'no_submit' };
  const entered = enterAll(view, request.values);
  if (!entered.ok) return entered;
  const errors = inputErrors(view, entered.chosen);
  if (errors) return { ok: false, error: 'invalid_inputs', errors };
  const submitted = workspace.views.change(view, { chosen: entered.chosen });
  return dispatch(context, person, submitted);
}

function dispatch({ workspace, deliver }: InteractionContext, person: PersonRecord, view: View): Receipt {
  const interaction = randomUUID();
  const payload = {
    ...interactionHead('view_submission', person, workspace),
    trigger_id: workspace.triggers.issue({
      personId: person.id,
      channelId: view.channelId,
      viewId: view.id,
    }),
    view: apiViewFrom(view, workspace),
    response_urls: [],
  };
  const envelope = { id: interaction, kind: 'interactive', payload, acceptsResponse: true } as const;
  void deliver(envelope).then((outcome) => {
    if (outcome.kind === 'acknowledged') answerSubmission(workspace, view, outcome.answer);
    settle(workspace, person.id, interaction, outcome);
  });
  return { ok: true, interaction };
}

/**
 * Does what the acknowledgement of a submission asks for; without an answer, the modal closes.
 * Source: https://docs.slack.dev/surfaces/modals#response_actions
 */
function answerSubmission(workspace: Workspace, view: View, answer: unknown): void {
  try {
    applyAnswer(workspace, view, isJsonObject(answer) ? answer : {});
  } catch (error) {
    const { channelId, personId } = view;
    reportRefusal(workspace, error, { method: 'view_submission', channelId, onlyFor: personId });
  }
}

function applyAnswer({ views, newId }: Workspace, submitted: View, answer: JsonObject): void {
  const view = views.find(submitted.id);
  if (!view) return;
  switch (answer.response_action) {
    case undefined:
      views.close(view.personId, view.id);
      return;
    case 'clear':
      views.clear(view.personId);
      return;
    case 'update':
      views.update(view, viewFrom(answer.view, 'modal', newId));
      return;
    case 'push':
      views.push(view.personId, viewFrom(answer.view, 'modal', newId));
      return;
    case 'errors':
      views.change(view, { errors: errorsFrom(view, answer) });
      return;
    default:
      throw new SlackRefusal('invalid_arguments', { details: ['[ERROR] unknown response_action'] });
  }
}

/** Every error must name an input block of the view, or Slack shows none of them. */
function errorsFrom(view: View, answer: JsonObject): Readonly<Record<string, string>> {
  const inputs = interactiveElements(view.content.blocks).filter(({ block }) => block.type === 'input');
  const errors: Record<string, string> = {};
  for (const [blockId, sentence] of Object.entries(objectAt(answer, 'errors') ?? {})) {
    if (typeof sentence !== 'string' || !inputs.some((input) => input.blockId === blockId)) {
      throw new SlackRefusal('invalid_arguments', {
        details: [`[ERROR] no input block has this block_id [json-pointer:/errors/${blockId}]`],
      });
    }
    errors[blockId] = sentence;
  }
  return errors;
}
