import type { IncomingMessage, ServerResponse } from 'node:http';
import { type JsonObject, parseObject, stringAt } from '../protocol/json-object.ts';
import { readBody } from '../wire/read-body.ts';
import { sendJson } from '../wire/send.ts';
import type { Control } from './control.ts';
import {
  parseChannelOrder,
  parseCredentialOrder,
  parseDisconnectOrder,
  parseFaultOrder,
  parsePersonOrder,
  parseRateLimitOrder,
} from './parse-orders.ts';

type Answer = (control: Control, body: JsonObject, after: number) => unknown;

/** Each answers what to send, or undefined where the body is not what the protocol says. */
const answers: Readonly<Record<string, Answer>> = {
  'GET calls': (control, _body, after) => control.calls(after),
  'GET deliveries': (control, _body, after) => control.deliveries(after),
  'GET notifications': (control) => control.notifications(),
  'GET faults': (control) => control.faults(),
  'GET sockets': (control) => ({ connections: control.connections() }),
  'POST redeliver': (control, { number }) =>
    typeof number === 'number' ? { ok: control.redeliver(number) } : undefined,
  'POST faults': (control, body) => runOrder(parseFaultOrder(body), (order) => control.orderFault(order)),
  'DELETE faults': (control) => runOrder({}, () => control.endFaults()),
  'GET rate-limit': (control) => ({ isOn: control.isRateLimited() }),
  'POST rate-limit': (control, body) =>
    runOrder(parseRateLimitOrder(body), (order) => control.limitRate(order)),
  'POST sockets/disconnect': (control, body) => {
    const order = parseDisconnectOrder(body);
    return order && { connections: control.disconnectSockets(order.reason, order.atMost) };
  },
  'POST sockets/send': (control, body) => {
    const frame = stringAt(body, 'frame');
    return frame === undefined ? undefined : { connections: control.sendFrame(frame) };
  },
  'POST channel': (control, body) => {
    const order = parseChannelOrder(body);
    return order && { ok: control.changeChannel(order) };
  },
  'POST person': (control, body) => {
    const order = parsePersonOrder(body);
    return order && { ok: control.changePerson(order) };
  },
  'POST credentials': (control, body) =>
    runOrder(parseCredentialOrder(body), (order) => control.rotate(order)),
};

/** Method and path under `/_emulator/`, as the coverage table lists them. */
export const controlPaths: readonly string[] = Object.keys(answers);

/** Answers `/_emulator/*`. */
export async function answerControl(
  control: Control,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const key = `${request.method} ${url.pathname.slice('/_emulator/'.length)}`;
  const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
  if (!answer) return sendJson(response, 404, { ok: false, error: 'not_found' });
  const body = parseObject((await readBody(request)) ?? '') ?? {};
  const result = answer(control, body, Number(url.searchParams.get('after') ?? 0));
  if (result === undefined) return sendJson(response, 400, { ok: false, error: 'invalid_arguments' });
  sendJson(response, 200, result);
}

function runOrder<Order>(order: Order | undefined, act: (order: Order) => void): { ok: true } | undefined {
  if (order === undefined) return undefined;
  act(order);
  return { ok: true };
}
