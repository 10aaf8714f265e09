import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiViewFrom } from '../api-objects/api-view.ts';
import type { DeliveryOutcome, Envelope } from '../delivery/delivery.ts';
import type { PersonRecord } from '../model/directory.ts';
import { verificationToken } from '../model/verification-token.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Open, Receipt } from '../protocol/client-protocol.ts';
import type { JsonObject } from '../protocol/json-object.ts';
import type { InteractionContext } from './interaction-context.ts';
import { settle, settled } from './settle.ts';

/**
 * Opens a tab of the app for a person. An app that subscribes to it is told of every opening of any of its tabs.
 * Source: https://docs.slack.dev/reference/events/app_home_opened
 */
export function openTab(context: InteractionContext, { as, tab }: Open): Receipt {
  const { workspace } = context;
  const person = workspace.directory.find(as);
  if (!person || person.isBot) return { ok: false, error: 'user_not_found' };
  if (person.deleted) return { ok: false, error: 'account_inactive' };
  const direct = workspace.conversations.findDirect(as);
  if (!direct) return { ok: false, error: 'channel_not_found' };
  if (!workspace.manifest.botEvents.includes('app_home_opened')) return settled(workspace, as);

  const interaction = randomUUID();
  const home = workspace.views.home(as);
  const payload = eventPayload(workspace, person, {
    type: 'app_home_opened',
    user: as,
    channel: direct.id,
    tab,
    // Only once the app has published one.
    ...(home && tab === 'home' ? { view: apiViewFrom(home, workspace) } : {}),
  });
  void deliverEvent(context, payload).then((outcome) => settle(workspace, as, interaction, outcome));
  return { ok: true, interaction };
}

/** Source: https://docs.slack.dev/apis/events-api/#event-type-structure */
function eventPayload(workspace: Workspace, { organization }: PersonRecord, event: JsonObject): JsonObject {
  const { app, team } = workspace.content;
  const seconds = workspace.now() / 1_000;
  return {
    token: verificationToken,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: organization?.id ?? null,
    api_app_id: app.id,
    event: { ...event, event_ts: seconds.toFixed(6) },
    type: 'event_callback',
    event_id: workspace.newId('Ev'),
    event_time: Math.floor(seconds),
    authorizations: [
      {
        enterprise_id: team.organization?.id ?? null,
        team_id: team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}

const reasons: Readonly<Record<DeliveryOutcome['kind'], string>> = {
  acknowledged: '',
  timed_out: 'http_timeout',
  offline: 'connection_failed',
  failed: 'http_error',
};

/**
 * Delivers an event, up to three more times if it is not acknowledged.
 * Source: https://docs.slack.dev/apis/events-api/#retries
 */
async function deliverEvent(
  { deliver, eventRetriesMs }: InteractionContext,
  payload: JsonObject,
): Promise<DeliveryOutcome> {
  const send = (retry?: Envelope['retry']) =>
    deliver({
      id: randomUUID(),
      kind: 'events_api',
      payload,
      acceptsResponse: false,
      ...(retry && { retry }),
    });
  let outcome = await send();
  for (const [index, waitMs] of eventRetriesMs.entries()) {
    if (outcome.kind === 'acknowledged') break;
    await sleep(waitMs, undefined, { ref: false });
    outcome = await send({ attempt: index + 1, reason: reasons[outcome.kind] });
  }
  return outcome;
}
