import type { Button, ContextBlock } from '@slack/types';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import type {
  Authentication,
  AuthorizationPolicy,
  ConnectHandler,
  EndpointFacts,
} from '../../domain/endpoint.ts';
import {
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { counted, timeText } from '../../slack/block-kit/quantities.ts';
import { chartsAccessory, usageLines } from '../charts/messages.ts';
import { noNetwork, noOneOn } from '../connections/coverage-blocks.ts';
import type { EndpointReport } from './endpoints.ts';

/** The most endpoints to show: fewer when the message would be too long for Slack; the rest is counted. */
const rowCounts = [40, 20, 10, 5] as const;

const authenticationTexts = {
  certificate: 'certificates',
  directory: 'directory user names',
  federated: 'single sign-on',
  unknown: 'an unknown method',
} as const satisfies Record<Authentication, string>;

/** Plain words for AWS' names of an endpoint's state. */
const statusTexts: ReadonlyMap<string, string> = new Map([
  ['pending-associate', 'waiting for a network'],
  ['deleting', 'being deleted'],
]);

const handlerTexts = {
  none: 'no connect handler, so blocks don’t take effect here',
  bouncer: 'connect handler attached',
  applying: 'AWS is still attaching the connect handler, so blocks don’t take effect here yet',
  another: 'a connect handler other than Bouncer’s, so blocks don’t take effect here',
} as const satisfies Record<ConnectHandler, string>;

/** Shows endpoints: their state, how people sign in, and how many connections they have. */
export function endpointsView(reports: readonly EndpointReport[]): MessageView {
  const title = counted(reports.length, 'endpoint');
  return fitted(rowCounts, (most) =>
    messageView(title, [
      header(title),
      ...reports.slice(0, most).map((report) => section(reportText(report), chartsOf(report))),
      ...countedText(reports),
      ...(reports.length > most ? [context(`and ${counted(reports.length - most, 'more endpoint')}`)] : []),
    ]),
  );
}

/** Without a count of the last day, there may still be one of the last week, but an empty chart is likelier. */
function chartsOf({ endpoint, usage }: EndpointReport): { readonly accessory?: Button } {
  return usage.kind === 'unknown' || usage.series?.figures === undefined ? {} : chartsAccessory(endpoint);
}

/** Shows when the oldest of the counts was taken. */
function countedText(reports: readonly EndpointReport[]): ContextBlock[] {
  const moments = reports.flatMap(({ live }) => (live.kind === 'known' ? [live.asOf.getTime()] : []));
  return moments.length === 0
    ? []
    : [context(`as of ${timeText(new Date(Math.min(...moments)), 'seconds')}`)];
}

function reportText({ endpoint, facts, policy, live, usage }: EndpointReport): string {
  const isPending = facts.kind === 'known' && facts.facts.status === 'pending-associate';
  const isUnassociated = isPending || (live.kind === 'known' && live.isUnassociated);
  const on = isUnassociated ? `has ${noNetwork}, so ${noOneOn}` : liveText(live);
  const what =
    facts.kind === 'known'
      ? [factsText(facts.facts), ...policyTexts(policy)].join(' · ')
      : `Its state is unknown. ${failureSentence(facts.code)}`;
  return `${shownBold(endpoint.name)}  ${shown(endpoint.region)} · ${on}\n${[what, ...pastTexts(usage)].join('\n')}\n\`${endpoint.id}\``;
}

/** With less than an hour of counts, a peak and an average would only repeat the present number. */
const leastCountedMs = hoursToMilliseconds(1);

function pastTexts(usage: EndpointReport['usage']): readonly string[] {
  if (usage.kind === 'unknown') return [`The last 24 hours are unknown. ${failureSentence(usage.code)}`];
  const { series } = usage;
  const [first] = series?.points ?? [];
  if (series === undefined) return [];
  if (first !== undefined && differenceInMilliseconds(series.to, first.at) < leastCountedMs)
    return [`Connections have been counted since ${timeText(first.at, 'time')}.`];
  return [usageLines(series, 'without latest')];
}

/** Empty when the policy is unknown, since Bouncer works without it. */
function policyTexts(policy: EndpointReport['policy']): readonly string[] {
  return policy.kind === 'known' ? [policyText(policy.policy)] : [];
}

function policyText(policy: AuthorizationPolicy): string {
  if (policy.kind === 'none') return 'no authorization policy';
  const { status, isEnforced, lastEvaluatedAt } = policy;
  const does = isEnforced
    ? 'AWS denies and terminates connections according to an authorization policy'
    : 'an authorization policy in shadow mode, which denies no one';
  const state = status === 'active' ? '' : ` (${shown(status)})`;
  const when =
    lastEvaluatedAt === undefined ? '' : `, last evaluated at ${timeText(lastEvaluatedAt, 'seconds')}`;
  return `${does}${state}${when}`;
}

function liveText(live: EndpointReport['live']): string {
  if (live.kind === 'unknown') return `number of connections unknown. ${failureSentence(live.code)}`;
  return `${counted(live.count, 'connection')}${live.isPartial ? ' so far' : ''}${staleText(live)}`;
}

function staleText({ asOf, stale }: Extract<EndpointReport['live'], { kind: 'known' }>): string {
  if (stale === undefined) return '';
  return ` as of ${timeText(asOf, 'seconds')}, which couldn’t be refreshed. ${failureSentence(stale.code)}`;
}

const trustProviderNames: ReadonlyMap<string, string> = new Map([
  ['crowdstrike', 'CrowdStrike'],
  ['jamf', 'Jamf'],
  ['jumpcloud', 'JumpCloud'],
]);

function factsText(facts: EndpointFacts): string {
  const { status, authentication, connectHandler, sessionTimeoutHours, trustProviders = [] } = facts;
  const providers = trustProviders.map((type) => trustProviderNames.get(type) ?? shown(type));
  return [
    statusTexts.get(status) ?? shown(status),
    `people sign in with ${authentication.map((kind) => authenticationTexts[kind]).join(' and ') || 'an unknown method'}`,
    ...(sessionTimeoutHours === undefined ? [] : [`session timeout after ${sessionTimeoutHours} h`]),
    handlerTexts[connectHandler],
    ...(providers.length === 0 ? [] : [`device posture from ${providers.join(' and ')}`]),
  ].join(' · ');
}
