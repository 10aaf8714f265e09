import type { IncomingMessage, ServerResponse } from 'node:http';
import { reportRefusal } from '../interactions/report-refusal.ts';
import type { Credentials } from '../model/credentials.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { Workspace } from '../model/workspace.ts';
import { readBody } from '../wire/read-body.ts';
import { answerWithFaults } from './answer-with-faults.ts';
import { Arguments, parseArguments, withoutTokens } from './arguments.ts';
import type { CallLog } from './call-log.ts';
import type { CallRates } from './call-rates.ts';
import type { Faults } from './faults.ts';
import type { MessageRate } from './message-rate.ts';
import { type Method, needScope } from './method.ts';
import { methods } from './methods.ts';
import { rateLimited, refusalFrom, type SlackAnswer, success } from './slack-answer.ts';

export interface WebApiParts {
  readonly workspace: Workspace;
  readonly credentials: Credentials;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly callRates: CallRates;
  readonly messageRate: MessageRate;
  readonly socketUrl: () => string;
  readonly address: () => string;
  /** Called for every Web API call of the bot, by which an HTTP bot shows that it is online. */
  readonly onBotCall: () => void;
}

/** Answers `POST /api/<method>`. */
export async function answerWebApi(
  parts: WebApiParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await readBody(request)) ?? '';
  const name = url.pathname.slice('/api/'.length);
  const parsed = parseArguments(url, request.headers['content-type'] ?? '', body);
  const args = parsed ?? new Arguments({});
  const token = bearerOf(request) ?? args.optionalText('token');
  await answerWithFaults(parts, response, {
    method: name,
    arguments: withoutTokens(args.all),
    run: () => (parsed ? run(parts, name, args, token) : refusalFrom(new SlackRefusal('invalid_arguments'))),
  });
}

function run(parts: WebApiParts, name: string, args: Arguments, token: string | undefined): SlackAnswer {
  const { workspace, socketUrl, address } = parts;
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  try {
    if (!method) throw new SlackRefusal('unknown_method', { fields: { req_method: name } });
    checkToken(parts, method, token);
    if (method.token === 'bot') parts.onBotCall();
    const waitS = secondsToWait(parts, name, args.optionalText('channel') ?? '');
    if (waitS !== undefined) return rateLimited(waitS);
    for (const scope of method.scopes) needScope(workspace, scope);
    return success(method.run({ workspace, args, socketUrl, address }), {
      'x-oauth-scopes': workspace.manifest.botScopes.join(','),
      'x-accepted-oauth-scopes': method.scopes.join(','),
    });
  } catch (error) {
    const answer = refusalFrom(error);
    reportRefusal(workspace, error, { method: name, ...originOf(workspace, args) });
    return answer;
  }
}

/** Takes one call of both limits, or of none when one of them has no room. */
function secondsToWait(
  { messageRate, callRates }: WebApiParts,
  name: string,
  channel: string,
): number | undefined {
  const waitS = messageRate.secondsToWait(name, channel) ?? callRates.secondsToWait(name);
  if (waitS !== undefined) return waitS;
  messageRate.take(name, channel);
  callRates.take(name);
  return undefined;
}

function checkToken({ credentials }: WebApiParts, method: Method, token: string | undefined): void {
  if (method.token === 'none') return;
  if (token === undefined || token === '') throw new SlackRefusal('not_authed');
  const { botToken, appToken } = credentials.now;
  if (credentials.isRevoked(token)) throw new SlackRefusal('token_revoked');
  if (token !== botToken && token !== appToken) throw new SlackRefusal('invalid_auth');
  const wanted = method.token === 'bot' ? botToken : appToken;
  if (token !== wanted) throw new SlackRefusal('not_allowed_token_type');
}

function bearerOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** The channel in which a refusal is shown: the one named, or that of the trigger or the view. */
function originOf(
  { triggers, views, conversations }: Workspace,
  args: Arguments,
): { channelId: string | null; onlyFor: string | null } {
  const channel = args.optionalText('channel') ?? args.optionalText('channel_id');
  if (channel !== undefined) {
    return { channelId: conversations.findDirect(channel)?.id ?? channel, onlyFor: null };
  }
  const origin =
    triggers.origin(args.optionalText('trigger_id') ?? '') ??
    views.find(args.optionalText('view_id') ?? '') ??
    views.findByExternalId(args.optionalText('external_id') ?? '-');
  return { channelId: origin?.channelId ?? null, onlyFor: origin?.personId ?? null };
}
