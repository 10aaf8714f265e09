import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerClient } from './client/answer-client.ts';
import { answerControl } from './control/answer-control.ts';
import type { Control } from './control/control.ts';
import type { InteractionContext } from './interactions/interaction-context.ts';
import { answerPage, type Page } from './page.ts';
import { answerUpload } from './web-api/file-upload.ts';
import { answerResponseUrl } from './web-api/response-url.ts';
import { answerWebApi, type WebApiParts } from './web-api/web-api.ts';
import { sendJson } from './wire/send.ts';

export interface Routes extends WebApiParts {
  readonly context: InteractionContext;
  readonly control: Control;
  readonly page: Page | undefined;
  readonly vpnUrl: string | null;
}

/** Sends each request to the part of the workspace that it is for. */
export function answerRequests(routes: Routes): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    route(routes, request, response).catch((error: unknown) => {
      // A bug of the emulator itself, written to stderr so that it is not mistaken for Slack's behavior.
      const sentence = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`emulated Slack failed at ${request.method} ${request.url}: ${sentence}\n`);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { ok: false, error: 'internal_error' });
    });
  };
}

async function route(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, first] = url.pathname.split('/');
  switch (first) {
    case 'api':
      return answerWebApi(routes, url, request, response);
    case 'client':
      return answerClient(routes.context, routes.vpnUrl, url, request, response);
    case 'commands':
    case 'actions':
      return answerResponseUrl(routes, url.pathname, request, response);
    case 'upload':
      return answerUpload(routes.workspace, url.pathname, request, response);
    case '_emulator':
      return answerControl(routes.control, url, request, response);
    default:
      return answerPage(routes.page, url.pathname, response);
  }
}
