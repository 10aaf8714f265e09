import type { IncomingMessage } from 'node:http';

/** Slack takes no larger requests than this for the methods emulated here. */
const bodyBytes = 2_000_000;

/** The whole body as text; undefined where it is larger than anything Slack takes. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  return (await readBytes(request))?.toString('utf8');
}

export async function readBytes(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
