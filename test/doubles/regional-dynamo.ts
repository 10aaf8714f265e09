import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** DynamoDB of several Regions behind one address. */
export interface RegionalDynamo {
  readonly url: string;
  stop(): Promise<void>;
}

/** Passes each call on to the Region that it is signed for. @param urls Where each Region's DynamoDB is. */
export async function startRegionalDynamo(urls: Readonly<Record<string, string>>): Promise<RegionalDynamo> {
  const server = createServer(async (request, response) => {
    const [, region = ''] =
      /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      /^(x-amz-|authorization|content-type)/.test(name) ? [[name, String(value)]] : [],
    );
    try {
      const body = await text(request);
      const answer = await fetch(urls[region] ?? 'none', { method: 'POST', headers, body });
      response.writeHead(answer.status).end(await answer.text());
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
