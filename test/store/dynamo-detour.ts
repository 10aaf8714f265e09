import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { pointDynamoAt, scratchDynamo } from './scratch-table.ts';

/** What happens to a call on its way to DynamoDB. */
export type Mishap =
  /** DynamoDB carries it out, and its answer is lost. */
  | 'answer lost'
  /** DynamoDB hears nothing of it. */
  | 'unheard'
  /** DynamoDB refuses it with this error. */
  | { readonly refused: string; readonly status?: number }
  /** DynamoDB gives this answer. */
  | { readonly answered: object }
  /** Something else answers in its place, and says nothing. */
  | 'swallowed';

/** The way from the stores to DynamoDB, on which calls meet with mishaps. */
export interface DynamoDetour {
  /** Calls of this action, such as `PutItem`, meet with it, so many times; of those, only the ones that say this. */
  befall(action: string, mishap: Mishap, only?: { readonly times?: number; readonly saying?: string }): void;
  /** Every call meets with it. */
  befallAll(mishap: Mishap): void;
  /** Nothing befalls anyone any more. */
  mend(): void;
  /** The calls so far. */
  asked(): readonly { readonly action: string; readonly body: string }[];
}

interface Pitfall {
  readonly action: string | undefined;
  readonly mishap: Mishap;
  readonly saying: string;
  left: number;
}

/** Starts a DynamoDB with an empty table for one test, and points the SDK at the detour to it. */
export async function startDetour(): Promise<DynamoDetour> {
  const { url } = await scratchDynamo();
  const pitfalls: Pitfall[] = [];
  const asked: { readonly action: string; readonly body: string }[] = [];

  async function travel(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const action = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    asked.push({ action, body });
    const pitfall = pitfalls.find(
      (one) => one.left > 0 && [action, undefined].includes(one.action) && body.includes(one.saying),
    );
    if (pitfall !== undefined) pitfall.left -= 1;
    const mishap = pitfall?.mishap;
    if (mishap === 'unheard') return void response.destroy();
    if (mishap === 'swallowed') return void response.end();
    if (typeof mishap === 'object') {
      const [status, said] =
        'answered' in mishap
          ? [200, mishap.answered]
          : [mishap.status ?? 400, { __type: `com.amazonaws.dynamodb.v20120810#${mishap.refused}` }];
      return void response.writeHead(status, answerHeaders).end(JSON.stringify(said));
    }

    const answer = await fetch(url, { method: 'POST', headers: headersOf(request), body });
    const said = await answer.text();
    if (mishap === 'answer lost') return void response.destroy();
    response.writeHead(answer.status, answerHeaders).end(said);
  }

  const server = createServer((request, response) => {
    travel(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  pointDynamoAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);

  return {
    befall: (action, mishap, { times = 1, saying = '' } = {}) =>
      pitfalls.push({ action, mishap, saying, left: times }),
    befallAll: (mishap) =>
      pitfalls.push({ action: undefined, mishap, saying: '', left: Number.POSITIVE_INFINITY }),
    mend: () => pitfalls.splice(0),
    asked: () => asked,
  };
}

const answerHeaders = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'a-request' };

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => !['host', 'connection', 'content-length'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
