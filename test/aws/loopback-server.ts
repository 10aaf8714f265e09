import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { pointAwsAt } from './emulated-aws.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** Listens for one test, in the place of AWS, and answers as the test wants; tells what it has received. */
export async function standInForAws(
  answer: (response: ServerResponse, received: Received, number: number) => void,
): Promise<readonly Received[]> {
  const calls: Received[] = [];
  const server = createServer(async (request, response) => {
    const received = { headers: request.headers, form: new URLSearchParams(await text(request)) };
    calls.push(received);
    answer(response, received, calls.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  pointAwsAt(`http://127.0.0.1:${address.port}`);
  return calls;
}

export function sendXml(response: ServerResponse, action: string, content: string): void {
  const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
  response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><${action}Response xmlns="${namespace}">` +
      `<requestId>req-1</requestId>${content}</${action}Response>`,
  );
}

export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  message = 'in words',
): void {
  response.writeHead(status, { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': 'req-1' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${code}</Code>` +
      `<Message>${message}</Message></Error></Errors><RequestID>req-1</RequestID></Response>`,
  );
}

export function sendProxyPage(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end('<!doctype html><html><head><title>Sign in</title></head><body>Sign in<br>here</body></html>');
}
