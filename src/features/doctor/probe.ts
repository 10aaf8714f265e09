import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { elapsedText } from '../../domain/moment.ts';
import type { ProbedPages, SetUp } from '../../ports/set-up.ts';
import { attempt } from './attempt.ts';
import { endpointName } from './check-endpoint.ts';
import { about, type Finding, type Subject } from './finding.ts';

/** Time zones differ by at least this; AWS samples connections more often. */
const leastZoneMs = minutesToMilliseconds(30);

/**
 * Checks assumptions about AWS and Slack that `examine` does not cover. It changes and posts nothing, and
 * never throws: a probe that fails becomes a finding.
 */
export async function probe({ rules, vpn, workspace, clock }: SetUp): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    ...rules.endpoints.map((endpoint) =>
      attempt(clock, about('probe', endpointName(endpoint)), async (on) => {
        const { pages, sampledAheadMs } = await vpn.probePages(endpoint);
        return [pagingFinding(on, pages), zoneFinding(on, sampledAheadMs)];
      }),
    ),
    attempt(clock, about('probe', 'Slack'), async (on) => {
      const answer = await workspace.takesMessages();
      return [
        answer.kind === 'answered'
          ? on.ok('accepts the blocks of Bouncer’s messages')
          : on.wrong(
              `rejects the blocks of Bouncer’s messages: ${answer.word}`,
              'report it: people see these messages as plain text',
            ),
      ];
    }),
  ]);
  return findings.flat();
}

function pagingFinding(on: Subject, [first = [], second]: ProbedPages['pages']): Finding {
  if (second === undefined)
    return on.ok(`paging not checked: all connections (${first.length}) fit on one page`);
  const repeated = second.filter((id) => first.includes(id)).length;
  return repeated === 0
    ? on.ok('the first two pages of connections have no connection in common')
    : on.warning(
        `connections on both pages: ${repeated}; Bouncer counts each of them once`,
        'run doctor --probe again: this happens while people connect and disconnect',
      );
}

function zoneFinding(on: Subject, sampledAheadMs: number | undefined): Finding {
  if (sampledAheadMs === undefined)
    return on.ok('time zone not checked: no active connections on the pages read');
  const apart = elapsedText(Math.abs(sampledAheadMs));
  return Math.abs(sampledAheadMs) < leastZoneMs
    ? on.ok(`connection times are UTC: the latest is ${apart} old`)
    : on.wrong(
        `connection times are not UTC: they are off by ${apart}`,
        'report it: Bouncer shows wrong times and durations, but the right connections',
      );
}
