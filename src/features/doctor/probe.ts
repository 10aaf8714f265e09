import type { Endpoint } from '../../domain/endpoint.ts';
import { elapsedText } from '../../domain/moment.ts';
import type { ProbedPages, SetUp } from '../../ports/set-up.ts';
import { attempt } from './checks/attempt.ts';
import { endpointSubject } from './checks/check-endpoint.ts';
import { type CheckSubject, type Finding, ok, warning, wrong } from './checks/finding.ts';

const slack: CheckSubject = { check: 'probe', subject: 'Slack' };
/** Time zones differ by at least this; AWS samples connections more often. */
const leastZoneMs = 30 * 60_000;

/**
 * Checks assumptions about AWS and Slack that `examine` does not cover. It changes and posts nothing, and
 * never throws: a probe that fails becomes a finding.
 */
export async function probe({ rules, vpn, workspace, clock }: SetUp): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    ...rules.endpoints.map((endpoint) =>
      attempt(clock, probeSubject(endpoint), async () =>
        pageFindings(probeSubject(endpoint), await vpn.probePages(endpoint)),
      ),
    ),
    attempt(clock, slack, () => checkMessages(workspace)),
  ]);
  return findings.flat();
}

function probeSubject(endpoint: Endpoint): CheckSubject {
  return { check: 'probe', subject: endpointSubject(endpoint).subject };
}

function pageFindings(subject: CheckSubject, { pages, sampledAheadMs }: ProbedPages): readonly Finding[] {
  return [pagingFinding(subject, pages), zoneFinding(subject, sampledAheadMs)];
}

function pagingFinding(subject: CheckSubject, [first = [], second]: ProbedPages['pages']): Finding {
  if (second === undefined)
    return ok(subject, `paging not checked: all connections (${first.length}) fit on one page`);
  const repeated = second.filter((id) => first.includes(id)).length;
  return repeated === 0
    ? ok(subject, 'the first two pages of connections have no connection in common')
    : warning(subject, `connections on both pages: ${repeated}; Bouncer counts each of them once`, {
        step: 'run doctor --probe again: this happens while people connect and disconnect',
      });
}

function zoneFinding(subject: CheckSubject, sampledAheadMs: number | undefined): Finding {
  if (sampledAheadMs === undefined)
    return ok(subject, 'time zone not checked: no active connections on the pages read');
  return Math.abs(sampledAheadMs) < leastZoneMs
    ? ok(subject, `connection times are UTC: the latest is ${elapsedText(Math.abs(sampledAheadMs))} old`)
    : wrong(
        subject,
        `connection times are not UTC: they are off by ${elapsedText(Math.abs(sampledAheadMs))}`,
        {
          step: 'please report it: Bouncer shows wrong times and durations, but the right connections',
        },
      );
}

async function checkMessages(workspace: SetUp['workspace']): Promise<readonly Finding[]> {
  const answer = await workspace.takesMessages();
  return [
    answer.kind === 'answered'
      ? ok(slack, 'accepts the blocks of Bouncer’s messages')
      : wrong(slack, `rejects the blocks of Bouncer’s messages: ${answer.word}`, {
          step: 'please report it: people see messages as plain text',
        }),
  ];
}
