import { randomUUID } from 'node:crypto';
import type { Envelope } from '../../../emulators/slack/delivery/delivery.ts';
import type { Slack } from '../../../emulators/slack/start-slack.ts';

type Payload = Envelope['payload'];

/**
 * Sends the bot a request that nobody made: the latest one of a kind that was, with parts of it replaced.
 * Over Socket Mode only.
 *
 * @throws {Error} when there was none to begin from.
 */
export function forge(slack: Slack, kind: Envelope['kind'], change: (payload: Payload) => Payload): void {
  const latest = slack.control.deliveries().findLast(({ envelope }) => envelope.kind === kind);
  if (latest === undefined) throw new Error(`Nothing of the kind ${kind} was ever sent.`);

  const { payload, acceptsResponse } = latest.envelope;
  const frame = {
    envelope_id: randomUUID(),
    type: kind,
    payload: change(payload),
    accepts_response_payload: acceptsResponse,
  };
  slack.control.sendFrame(JSON.stringify(frame));
}
