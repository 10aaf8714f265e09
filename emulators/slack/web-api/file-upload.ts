import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Workspace } from '../model/workspace.ts';
import { readBytes } from '../wire/read-body.ts';
import { sendText } from '../wire/send.ts';

/**
 * Takes the bytes of a file that was announced. "Files can be sent as raw bytes or can be multipart form encoded."
 * Source: https://docs.slack.dev/reference/methods/files.getUploadURLExternal
 */
export async function answerUpload(
  { files }: Workspace,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBytes(request);
  const type = request.headers['content-type'] ?? '';
  const bytes = body && type.startsWith('multipart/form-data') ? await bytesInForm(body, type) : body;
  if (bytes === undefined || !files.receive(path, bytes)) return sendText(response, 400, 'Bad request');
  sendText(response, 200, `OK - ${bytes.length}`);
}

/** The first file in a form; undefined where the form has none or is not one. */
async function bytesInForm(body: Buffer, type: string): Promise<Buffer | undefined> {
  const sent = new Response(new Uint8Array(body), { headers: { 'content-type': type } });
  try {
    const parts = [...(await sent.formData()).values()];
    const file = parts.find((part) => typeof part !== 'string');
    return file && Buffer.from(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}
