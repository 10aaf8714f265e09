import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

/** API Gateway in front of the ingress, in a process of its own: `node ingress-process.ts <folder of the bundle>`. */
interface Answer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const [, , folder = ''] = process.argv;
const { handler } = await import(pathToFileURL(`${folder}/index.mjs`).href);

const server = createServer(async (request, response) => {
  const body = await text(request);
  try {
    const {
      statusCode,
      headers,
      body: said,
    }: Answer = await handler({
      version: '2.0',
      rawPath: request.url,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body,
      isBase64Encoded: false,
    });
    response.writeHead(statusCode, headers).end(said);
  } catch (error) {
    process.stderr.write(`the handler threw: ${String(error)}\n`);
    response.writeHead(500).end('{"message":"Internal Server Error"}');
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stderr.write(
    `${JSON.stringify({ msg: 'ready', port: typeof address === 'object' ? address?.port : 0 })}\n`,
  );
});
