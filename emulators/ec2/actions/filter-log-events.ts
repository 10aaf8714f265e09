import { isRecord } from '../wire/is-record.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { Action } from './action.ts';
import { visibleEndpoints } from './visible-endpoint.ts';

/** The most events on a page: "up to 1 MB, up to 10,000 log events". */
const maxPage = 10_000;
/** "The stream that connection log entries are written to"; Client VPN makes one if the endpoint names none. */
const streamName = 'cvpn-connections';
/** CloudWatch Logs takes a moment to make an event readable. */
const ingestionMs = 500;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents: Action = {
  service: 'logs',
  name: 'FilterLogEvents',
  parameters: ['logGroupName', 'startTime', 'endTime', 'filterPattern', 'limit', 'nextToken'],

  answer(request, context) {
    const { parameters } = request;
    const group = parameters.get('logGroupName');
    if (!group) throw invalid('logGroupName or logGroupIdentifier is required');
    const logs = visibleEndpoints(request, context).flatMap(({ connectionLog }) => connectionLog ?? []);
    if (!logs.some((log) => log.group === group && log.isMissing !== true))
      throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
    const from = Number(parameters.get('startTime') ?? 0);
    const to = Number(parameters.get('endTime') ?? Number.MAX_SAFE_INTEGER);
    const limit = Number(parameters.get('limit') ?? maxPage);
    if (!(limit >= 1 && limit <= maxPage)) throw invalid('limit must be between 1 and 10000');
    const term = termIn(parameters.get('filterPattern') ?? '');
    const skipped = offsetIn(parameters.get('nextToken'), group);

    const found = context.connectionLogs
      .between(group, from, to)
      .map((entry) => ({ ...entry, text: entry.message() }))
      .filter(({ text }) => text.includes(term));
    const page = found.slice(skipped, skipped + limit);
    const next = skipped + page.length;
    return [
      JSON.stringify({
        events: page.map(({ number, at, text }) => ({
          eventId: String(number).padStart(56, '0'),
          ingestionTime: at + ingestionMs,
          logStreamName: streamName,
          message: text,
          timestamp: at,
        })),
        searchedLogStreams: [],
        ...(next < found.length && { nextToken: tokenOf(next, group) }),
      }),
    ];
  },
};

/** Of the filter patterns, only one quoted term: events that contain it anywhere. */
function termIn(pattern: string): string {
  if (pattern === '') return '';
  const [, term] = /^"([^"]+)"$/.exec(pattern) ?? [];
  if (term === undefined) throw invalid(`The emulated CloudWatch Logs does not know the pattern ${pattern}`);
  return term;
}

function tokenOf(offset: number, group: string): string {
  return Buffer.from(JSON.stringify({ offset, group })).toString('base64url');
}

function offsetIn(token: string | undefined, group: string): number {
  if (token === undefined) return 0;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isRecord(parsed) && parsed.group === group && typeof parsed.offset === 'number') return parsed.offset;
  } catch {
    // It is no token of this service.
  }
  throw invalid('The specified nextToken is invalid.');
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}
