import type { IncomingMessage, ServerResponse } from 'node:http';
import { reportRefusal } from '../interactions/report-refusal.ts';
import { respond } from '../interactions/respond.ts';
import type { ResponseTarget } from '../model/response-urls.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { Workspace } from '../model/workspace.ts';
import { type JsonObject, parseObject } from '../protocol/json-object.ts';
import { readBody } from '../wire/read-body.ts';
import { answerWithFaults } from './answer-with-faults.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';
import { refusalFrom, type SlackAnswer, success } from './slack-answer.ts';

/** Answers a post to a response_url: no token, a few uses, half an hour. */
export async function answerResponseUrl(
  parts: { readonly workspace: Workspace; readonly faults: Faults; readonly calls: CallLog },
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const posted = parseObject((await readBody(request)) ?? '');
  await answerWithFaults(parts, response, {
    method: 'response_url',
    arguments: posted ?? {},
    run: () => run(parts.workspace, path, posted),
  });
}

function run(workspace: Workspace, path: string, posted: JsonObject | undefined): SlackAnswer {
  let target: ResponseTarget | undefined;
  try {
    target = workspace.responseUrls.use(path);
    if (!posted) throw new SlackRefusal('invalid_payload');
    respond(workspace, target, posted);
    return success({});
  } catch (error) {
    // An address that is spent is gone; what is wrong with a message is said with 200, as the Web API says it.
    const answer = refusalFrom(error, target ? 200 : 404);
    const origin = target ?? workspace.responseUrls.origin(path);
    reportRefusal(workspace, error, {
      method: 'response_url',
      channelId: origin?.channelId ?? null,
      onlyFor: origin?.personId ?? null,
    });
    return answer;
  }
}
