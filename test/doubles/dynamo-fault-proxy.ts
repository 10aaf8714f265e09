import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What the proxy does to a call. */
export type DynamoFault =
  /** DynamoDB carries it out, and its answer is lost. */
  | 'answer lost'
  /** DynamoDB does not get it, and the connection is closed. */
  | 'dropped'
  /** DynamoDB does not get it, and the connection stays open. */
  | 'unanswered'
  /** DynamoDB carries it out and never answers; the connection stays open. */
  | 'answer withheld'
  /** DynamoDB refuses it with this error. */
  | { readonly refused: string; readonly status?: number }
  /** DynamoDB gives this answer. */
  | { readonly answered: object }
  /** The proxy sends an empty response instead. */
  | 'empty response';

/** A proxy between the stores and DynamoDB that injects faults. */
export interface DynamoFaultProxy {
  readonly url: string;
  /** Injects the fault into the next call of this action, such as `PutItem`, or into the calls that `which` selects. */
  fail(action: string, fault: DynamoFault, which?: Which): void;
  /** Injects the fault into every call. */
  failAll(fault: DynamoFault): void;
  /** Passes every call on from now on. */
  endFaults(): void;
  /** The calls so far. */
  asked(): readonly { readonly action: string; readonly body: string }[];
  stop(): void;
}

export interface Which {
  readonly times?: number;
  /** Only calls whose body contains this. */
  readonly containing?: string;
  /** Only every so many-th of them. */
  readonly every?: number;
}

interface InjectedFault extends Required<Which> {
  readonly action: string | undefined;
  readonly fault: DynamoFault;
  passed: number;
}

/** @param target Where DynamoDB is. */
export async function startDynamoFaultProxy(target: string): Promise<DynamoFaultProxy> {
  const faults: InjectedFault[] = [];
  const asked: { readonly action: string; readonly body: string }[] = [];

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const action = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    asked.push({ action, body });
    const fault = faults.find((injected) => applies(injected, action, body))?.fault;
    if (fault === 'dropped') return void response.destroy();
    if (fault === 'unanswered') return;
    if (fault === 'empty response') return void response.end();
    if (typeof fault === 'object') {
      const [status, responseBody] =
        'answered' in fault
          ? [200, fault.answered]
          : [fault.status ?? 400, { __type: `com.amazonaws.dynamodb.v20120810#${fault.refused}` }];
      return void response.writeHead(status, answerHeaders).end(JSON.stringify(responseBody));
    }

    const answer = await fetch(target, { method: 'POST', headers: headersOf(request), body });
    const responseBody = await answer.text();
    if (fault === 'answer lost') return void response.destroy();
    if (fault === 'answer withheld') return;
    response.writeHead(answer.status, answerHeaders).end(responseBody);
  }

  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    fail: (action, fault, { times = 1, containing = '', every = 1 } = {}) =>
      faults.push({ action, fault, containing, every, times, passed: 0 }),
    failAll: (fault) =>
      faults.push({
        action: undefined,
        fault,
        containing: '',
        every: 1,
        times: Number.POSITIVE_INFINITY,
        passed: 0,
      }),
    endFaults: () => faults.splice(0),
    asked: () => asked,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function applies(injected: InjectedFault, action: string, body: string): boolean {
  if (![action, undefined].includes(injected.action) || !body.includes(injected.containing)) return false;

  injected.passed += 1;
  return injected.passed % injected.every === 0 && injected.passed <= injected.every * injected.times;
}

const answerHeaders = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'a-request' };

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => !['host', 'connection', 'content-length'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
