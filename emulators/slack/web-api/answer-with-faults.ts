import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../protocol/json-object.ts';
import { sendJson, sendText } from '../wire/send.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';
import { rateLimited, type SlackAnswer } from './slack-answer.ts';

/** Answers one call, with the fault that was ordered for it, and logs it. */
export async function answerWithFaults(
  { faults, calls }: { faults: Faults; calls: CallLog },
  response: ServerResponse,
  call: { readonly method: string; readonly arguments: JsonObject; readonly run: () => SlackAnswer },
): Promise<void> {
  const { method } = call;
  const log = (status: number | null, answer: JsonObject) => {
    calls.add({ method, arguments: call.arguments, status, answer });
  };
  const reply = ({ status, body, headers }: SlackAnswer) => {
    log(status, body);
    sendJson(response, status, body, headers);
  };
  const fault = faults.next(method);
  switch (fault?.kind) {
    case undefined:
      return reply(call.run());
    case 'delay':
      await sleep(fault.delayMs);
      return reply(call.run());
    case 'status':
      log(fault.status, {});
      return sendText(response, fault.status, 'upstream connect error', { 'content-type': 'text/html' });
    case 'rate_limited':
      return reply(rateLimited(fault.retryAfterS));
    case 'error':
      return reply({ status: 200, body: { ok: false, error: fault.error }, headers: {} });
    case 'reset': {
      const answer = fault.when === 'after' ? call.run().body : {};
      log(null, answer);
      response.destroy();
    }
  }
}
