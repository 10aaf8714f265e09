import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What the proxy does to a call that terminates a connection. */
export type AwsFault =
  /** The proxy responds, and AWS does not get the call. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** AWS carries the call out, and its response is lost. */
  | { readonly kind: 'answer lost' }
  /** This happens before AWS gets the call. */
  | { readonly kind: 'overtaken'; readonly by: () => Promise<void> };

/** A proxy between the bot and AWS that injects faults. */
export interface AwsFaultProxy {
  readonly url: string;
  forwardTo(url: string): void;
  /** Injects the fault into every call from now on that terminates this connection. */
  fail(connection: string, fault: AwsFault): void;
  stop(): Promise<void>;
}

export async function startAwsFaultProxy(): Promise<AwsFaultProxy> {
  const faults = new Map<string, AwsFault>();
  let target = '';
  const server = createServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  });

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const form = new URLSearchParams(body);
    const isTerminate = form.get('Action') === 'TerminateClientVpnConnections';
    const fault = isTerminate ? faults.get(form.get('ConnectionId') ?? '') : undefined;
    if (fault?.kind === 'answered') {
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
      return;
    }
    if (fault?.kind === 'overtaken') await fault.by();

    const answer = await fetch(target, { method: 'POST', headers: headersOf(request), body });
    const said = await answer.text();
    if (fault?.kind === 'answer lost') response.destroy();
    else response.writeHead(answer.status, { 'content-type': 'text/xml', date: dateOf(answer) }).end(said);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    forwardTo: (url) => {
      target = url;
    },
    fail: (connection, fault) => faults.set(connection, fault),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** AWS' time, by which the SDK corrects its clock. */
function dateOf({ headers }: Response): string {
  return headers.get('date') ?? '';
}

/** What the emulator reads: who signed, for which Region, and when. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { authorization = '', 'content-type': type = '', 'x-amz-date': signedAt = '' } = headers;
  return { authorization, 'content-type': type, 'x-amz-date': String(signedAt) };
}
