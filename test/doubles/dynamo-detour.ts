import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What happens to a call on its way to DynamoDB. */
export type Mishap =
  /** DynamoDB carries it out, and its answer is lost. */
  | 'answer lost'
  /** DynamoDB hears nothing of it. */
  | 'unheard'
  /** DynamoDB hears nothing of it either, and the connection stays open. */
  | 'unanswered'
  /** DynamoDB carries it out and never answers; the connection stays open. */
  | 'answer withheld'
  /** DynamoDB refuses it with this error. */
  | { readonly refused: string; readonly status?: number }
  /** DynamoDB gives this answer. */
  | { readonly answered: object }
  /** Something else answers in its place, and says nothing. */
  | 'swallowed';

/** The way from the stores to DynamoDB, on which calls meet with mishaps. */
export interface DynamoDetour {
  readonly url: string;
  /** Calls of this action, such as `PutItem`, meet with it: once, unless told otherwise. */
  befall(action: string, mishap: Mishap, which?: Which): void;
  /** Every call meets with it. */
  befallAll(mishap: Mishap): void;
  /** Nothing befalls anyone any more. */
  mend(): void;
  /** The calls so far. */
  asked(): readonly { readonly action: string; readonly body: string }[];
  stop(): void;
}

export interface Which {
  readonly times?: number;
  /** Only calls that say this. */
  readonly saying?: string;
  /** Only every so many-th of them. */
  readonly every?: number;
}

interface Pitfall extends Required<Which> {
  readonly action: string | undefined;
  readonly mishap: Mishap;
  passed: number;
}

/** @param target Where DynamoDB is. */
export async function startDynamoDetour(target: string): Promise<DynamoDetour> {
  const pitfalls: Pitfall[] = [];
  const asked: { readonly action: string; readonly body: string }[] = [];

  async function travel(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const action = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    asked.push({ action, body });
    const mishap = pitfalls.find((pitfall) => isCaught(pitfall, action, body))?.mishap;
    if (mishap === 'unheard') return void response.destroy();
    if (mishap === 'unanswered') return;
    if (mishap === 'swallowed') return void response.end();
    if (typeof mishap === 'object') {
      const [status, said] =
        'answered' in mishap
          ? [200, mishap.answered]
          : [mishap.status ?? 400, { __type: `com.amazonaws.dynamodb.v20120810#${mishap.refused}` }];
      return void response.writeHead(status, answerHeaders).end(JSON.stringify(said));
    }

    const answer = await fetch(target, { method: 'POST', headers: headersOf(request), body });
    const said = await answer.text();
    if (mishap === 'answer lost') return void response.destroy();
    if (mishap === 'answer withheld') return;
    response.writeHead(answer.status, answerHeaders).end(said);
  }

  const server = createServer((request, response) => {
    travel(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    befall: (action, mishap, { times = 1, saying = '', every = 1 } = {}) =>
      pitfalls.push({ action, mishap, saying, every, times, passed: 0 }),
    befallAll: (mishap) =>
      pitfalls.push({
        action: undefined,
        mishap,
        saying: '',
        every: 1,
        times: Number.POSITIVE_INFINITY,
        passed: 0,
      }),
    mend: () => pitfalls.splice(0),
    asked: () => asked,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function isCaught(pitfall: Pitfall, action: string, body: string): boolean {
  if (![action, undefined].includes(pitfall.action) || !body.includes(pitfall.saying)) return false;

  pitfall.passed += 1;
  return pitfall.passed % pitfall.every === 0 && pitfall.passed <= pitfall.every * pitfall.times;
}

const answerHeaders = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'a-request' };

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => !['host', 'connection', 'content-length'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
