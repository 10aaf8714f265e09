import { expect, test } from 'vitest';
import {
  idOfRequest,
  messageFromQueuedRequest,
  parseQueuedRequest,
} from '../../src/lambda/queued-request.ts';

const request = { body: 'command=%2Fvpn&text=who', signedAtMs: 1_762_074_000_000, viewId: 'V1' };

test.each([request, { ...request, viewId: undefined }])(
  'a request comes out of the queue as it went in: %o',
  (sent) => {
    expect(parseQueuedRequest(messageFromQueuedRequest(sent))).toEqual(sent);
  },
);

test.each(['', '{}', '[]', 'null', '["body"]', '["body","now",""]', '["body",1,null]', '[1,1,""]'])(
  'a message of another hand (%s) is no request',
  (message) => {
    expect(parseQueuedRequest(message)).toBeUndefined();
  },
);

test('a request keeps its id through every delivery, and different requests differ', () => {
  const ids = [
    idOfRequest(request),
    idOfRequest({ ...request }),
    idOfRequest({ ...request, body: 'command=%2Fvpn&text=me' }),
    idOfRequest({ ...request, signedAtMs: request.signedAtMs + 1_000 }),
  ];

  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(3);
  // SQS takes up to 128 letters, digits and punctuation.
  expect(ids.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
});

test('an event keeps its id when Slack delivers it again, which it signs anew', () => {
  const event = { ...request, body: '{"type":"event_callback","event_id":"Ev1"}' };
  const again = { ...event, signedAtMs: event.signedAtMs + 60_000 };

  expect(idOfRequest(again)).toBe(idOfRequest(event));
  expect(idOfRequest({ ...event, body: event.body.replace('Ev1', 'Ev2') })).not.toBe(idOfRequest(event));
});
