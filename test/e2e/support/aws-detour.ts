import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What happens to one order to end a connection on its way to AWS. */
export type Mishap =
  /** Something answers in the place of AWS, which hears nothing of the order. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** AWS carries the order out, and its answer is lost. */
  | { readonly kind: 'answer lost' }
  /** This happens first. */
  | { readonly kind: 'overtaken'; readonly by: () => Promise<void> };

/** The way from the bot to AWS, on which orders meet with mishaps. */
export interface AwsDetour {
  readonly url: string;
  leadTo(url: string): void;
  /** Orders to end this connection meet with it from now on. */
  befall(connection: string, mishap: Mishap): void;
  stop(): Promise<void>;
}

export async function startAwsDetour(): Promise<AwsDetour> {
  const mishaps = new Map<string, Mishap>();
  let target = '';
  const server = createServer((request, response) => {
    travel(request, response).catch(() => response.destroy());
  });

  async function travel(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const form = new URLSearchParams(body);
    const isOrder = form.get('Action') === 'TerminateClientVpnConnections';
    const mishap = isOrder ? mishaps.get(form.get('ConnectionId') ?? '') : undefined;
    if (mishap?.kind === 'answered') {
      response.writeHead(mishap.status, { 'content-type': 'text/html' }).end(mishap.body);
      return;
    }
    if (mishap?.kind === 'overtaken') await mishap.by();

    const answer = await fetch(target, { method: 'POST', headers: headersOf(request), body });
    const said = await answer.text();
    if (mishap?.kind === 'answer lost') response.destroy();
    else response.writeHead(answer.status, { 'content-type': 'text/xml', date: dateOf(answer) }).end(said);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    leadTo: (url) => {
      target = url;
    },
    befall: (connection, mishap) => mishaps.set(connection, mishap),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** AWS' time, by which the SDK sets its clock right. */
function dateOf({ headers }: Response): string {
  return headers.get('date') ?? '';
}

/** What the emulator goes by: who signed, for which Region, and when. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { authorization = '', 'content-type': type = '', 'x-amz-date': signedAt = '' } = headers;
  return { authorization, 'content-type': type, 'x-amz-date': String(signedAt) };
}
