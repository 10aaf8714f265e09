import { tz } from '@date-fns/tz';
import type { KnownBlock } from '@slack/types';
import { differenceInHours } from 'date-fns/differenceInHours';
import { format } from 'date-fns/format';
import type { Gap } from '../../domain/connection-record.ts';
import {
  type EndpointUsage,
  type MissingPart,
  nearExpiryDays,
  nearLimit,
  type UsageReport,
} from '../../domain/usage-report.ts';
import {
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, durationText, listed, timeText } from '../../slack/block-kit/quantities.ts';
import { chartsAccessory } from '../charts/messages.ts';
import { averageText } from '../charts/usage-text.ts';

/** More endpoints are only counted. */
export const maxEndpoints = 10;
/** Fewer if the message would be too long for Slack. */
const endpointCounts = [maxEndpoints, 5, 2] as const;
const maxGaps = 3;
const maxChannels = 8;

/**
 * Shows what happened in a week. It mentions no one.
 *
 * @param charts With a button for the charts of each endpoint, where nobody but the reader sees the report.
 */
export function reportView(report: UsageReport, charts?: 'with charts'): MessageView {
  const title = `VPN report, ${dayText(report.from, report.zone)} to ${dayText(report.to, report.zone)}`;
  return fitted(endpointCounts, (most) =>
    messageView(title, [
      header(title),
      ...warnings(report),
      ...usageBlocks(report, most, charts),
      ...longestBlocks(report),
      ...actBlocks(report),
      ...report.missing.map((part) => context(missingTexts[part])),
      ...endpointsBlock(report),
    ]),
  );
}

/** As `timeText` writes days; a header cannot show them in the reader's own time zone. */
function dayText(at: Date, zone: string): string {
  return format(at, 'MMM d, yyyy', { in: tz(zone) });
}

function endpointsBlock({ endpoints }: UsageReport): KnownBlock[] {
  const names = endpoints.map(({ endpoint }) => shown(endpoint.name));
  return names.length === 0 ? [] : [context(`Endpoints: ${listed(names)}`)];
}

/** What needs someone's attention comes first. */
function warnings({ endpoints }: UsageReport): KnownBlock[] {
  const lines = endpoints.flatMap((usage) => [...limitWarning(usage), ...expiryWarnings(usage)]);
  return lines.length === 0 ? [] : [section(lines.map((line) => `:warning: ${line}`).join('\n'))];
}

function limitWarning({ endpoint, figures, limit }: EndpointUsage): readonly string[] {
  if (figures === undefined || limit === undefined || figures.peak.active < nearLimit * limit) return [];
  const percent = Math.round((100 * figures.peak.active) / limit);
  return [
    `${shownBold(endpoint.name)} reached ${percent}% of AWS’ default limit of ${limit.toLocaleString('en')}.`,
  ];
}

function expiryWarnings({ endpoint, expiry }: EndpointUsage): readonly string[] {
  const parts = [
    { what: 'identity provider certificate', days: expiry?.identityProviderCertificate },
    { what: 'certificate revocation list', days: expiry?.revocationList },
  ];
  return parts.flatMap(({ what, days }) => {
    if (days === undefined || days > nearExpiryDays) return [];
    const when = days <= 0 ? 'has expired' : `expires in ${counted(days, 'day')}`;
    return [`The ${what} of ${shownBold(endpoint.name)} ${when}.`];
  });
}

function usageBlocks({ endpoints }: UsageReport, most: number, charts?: 'with charts'): KnownBlock[] {
  const shownOnes = endpoints.slice(0, most);
  const rest = endpoints.length - shownOnes.length;
  return [
    ...shownOnes.map((usage) => {
      const hasCharts = charts !== undefined && usage.figures !== undefined;
      return section(usageText(usage), hasCharts ? chartsAccessory(usage.endpoint) : {});
    }),
    ...(rest > 0 ? [context(`and ${counted(rest, 'more endpoint')}`)] : []),
  ];
}

function usageText({ endpoint, figures, sparkline, gaps }: EndpointUsage): string {
  const name = shownBold(endpoint.name);
  if (figures === undefined) return `${name}  not observed this week`;
  const { peak, average } = figures;
  const text = `${name}  peak ${counted(peak.active, 'connection')} (${timeText(peak.at, 'day')}), average ${averageText(average)}`;
  const line = sparkline === undefined ? [] : [`\`${sparkline}\``];
  const notObserved = gaps.filter(({ from, to }) => differenceInHours(to, from) >= 1);
  const unknown =
    notObserved.length === 0 ? [] : [`_Not observed ${listed(notObserved.map(gapText), maxGaps)}_`];
  return [text, ...line, ...unknown].join('\n');
}

function gapText({ from, to }: Gap): string {
  return `from ${timeText(from, 'day')} to ${timeText(to, 'day')}`;
}

function longestBlocks({ longest, isLongestCut }: UsageReport): KnownBlock[] {
  if (longest.length === 0) return [];
  const lines = longest.map(({ name, endpoint, startedAt, endedAt, isActive, ms }) => {
    const who = name === undefined ? 'no name' : shown(name, 60);
    const still = endedAt !== undefined ? '' : isActive ? ', still connected' : ', end unknown';
    return `${durationText(ms)}  ${who} on ${shown(endpoint.name)}, since ${timeText(startedAt, 'day')}${still}`;
  });
  return [
    section(['*Longest connections*', ...lines].join('\n')),
    ...(isLongestCut ? [context('Only the latest connections of the week were compared.')] : []),
  ];
}

/** A link shows the name of a private channel only to its members. */
function actBlocks({ acts, missing }: UsageReport): KnownBlock[] {
  if (acts === undefined)
    return [
      context(
        'Kicks, blocks, and denied connections are shown only in channels that can read the audit log.',
      ),
    ];
  const { channels, denied } = acts;
  const lines = channels
    .slice(0, maxChannels)
    .map(
      ({ channel, kicks, blocks, unblocks }) =>
        `<#${channel}>  ${listed([
          ...(kicks > 0 ? [counted(kicks, 'kick')] : []),
          ...(blocks > 0 ? [counted(blocks, 'block')] : []),
          ...(unblocks > 0 ? [counted(unblocks, 'unblock')] : []),
        ])}`,
    );
  const isCut = missing.includes('audit_cut');
  return [
    ...(lines.length > 0 ? [section(['*Kicks and blocks by channel*', ...lines].join('\n'))] : []),
    ...(lines.length === 0 && !isCut ? [section('No kicks or blocks this week.')] : []),
    ...(denied.length === 0
      ? []
      : [
          section(
            [
              '*Denied most often*',
              ...denied.map(({ name, count }) => `${shown(name, 60)}  ${counted(count, 'connection')}`),
            ].join('\n'),
          ),
        ]),
  ];
}

const missingTexts = {
  history_off: 'The connection history is turned off, so usage and long connections aren’t known.',
  history_unavailable: 'The connection history couldn’t be read. Usage or long connections are missing.',
  audit_unavailable: 'The audit log couldn’t be read. Kicks, blocks and denied connections are missing.',
  audit_cut:
    'There were too many audit entries to count, so the week’s oldest kicks, blocks, and denied connections are missing.',
} as const satisfies Record<MissingPart, string>;
