import type { ServerResponse } from 'node:http';
import { sendText } from './wire/send.ts';

/** A file of the workspace's page: `/` and whatever it loads. */
export type Page = (path: string) => { readonly type: string; readonly body: string | Buffer } | undefined;

const withoutPage = 'The emulated workspace is running. It was started without its page.\n';

export function answerPage(page: Page | undefined, path: string, response: ServerResponse): void {
  const file = page?.(path);
  if (file) {
    response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-cache' });
    response.end(file.body);
  } else if (path === '/' && !page) {
    sendText(response, 200, withoutPage);
  } else {
    sendText(response, 404, 'Not found\n');
  }
}
