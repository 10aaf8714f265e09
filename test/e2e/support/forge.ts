import { randomUUID } from 'node:crypto';
import { signatureOf } from '../../../emulators/slack/delivery/signed-http.ts';
import type { JsonObject } from '../../../emulators/slack/protocol/json-object.ts';
import type { TestWorkspace } from './test-workspace.ts';

/**
 * Sends the bot an interaction that nobody had, the way that Slack sends them: the latest one that was, with parts of
 * it replaced.
 *
 * @throws {Error} when there was none to begin from.
 */
export async function forge(
  workspace: TestWorkspace,
  change: (payload: JsonObject) => JsonObject,
): Promise<void> {
  const { control } = workspace.slack;
  const latest = control.deliveries().findLast(({ envelope }) => envelope.kind === 'interactive');
  if (latest === undefined) throw new Error('Nobody ever pressed or submitted anything.');

  const { payload, acceptsResponse } = latest.envelope;
  const forged = change(payload);
  if (control.connections() === 0) return post(workspace, forged);

  const frame = {
    envelope_id: randomUUID(),
    type: 'interactive',
    payload: forged,
    accepts_response_payload: acceptsResponse,
  };
  control.sendFrame(JSON.stringify(frame));
}

async function post({ slack, bot }: TestWorkspace, payload: JsonObject): Promise<void> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf(body, timestamp, slack.signingSecret),
  };
  const { ok, status } = await fetch(`${bot().address}/slack/events`, { method: 'POST', headers, body });
  if (!ok) throw new Error(`The bot did not take it: ${status}`);
}
