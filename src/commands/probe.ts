import { elapsedText } from '../core/elapsed.ts';
import type { Endpoint } from '../core/endpoint.ts';
import { type Finding, type Looked, ok, warning, wrong } from '../core/finding.ts';
import type { SetUp } from '../ports/set-up.ts';
import type { ProbedPages } from '../ports/vpn-checkup.ts';
import { attempt } from './checks/attempt.ts';
import { lookedAtEndpoint } from './checks/check-endpoint.ts';

const slack: Looked = { check: 'probe', subject: 'Slack' };
/** Time zones differ by no less; AWS samples connections more often than that. */
const leastZoneMs = 30 * 60_000;

/**
 * Asks AWS and Slack, beyond what the bot depends on, whether they are as the bot takes them to be. Changes and posts
 * nothing, and never throws: whatever does not answer is a finding.
 */
export async function probe({ rules, vpn, workspace, clock }: SetUp): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    ...rules.endpoints.map((endpoint) =>
      attempt(clock, lookedAtProbe(endpoint), async () =>
        pageFindings(lookedAtProbe(endpoint), await vpn.probePages(endpoint)),
      ),
    ),
    attempt(clock, slack, () => checkMessages(workspace)),
  ]);
  return findings.flat();
}

function lookedAtProbe(endpoint: Endpoint): Looked {
  return { check: 'probe', subject: lookedAtEndpoint(endpoint).subject };
}

function pageFindings(looked: Looked, { pages, sampledAheadMs }: ProbedPages): readonly Finding[] {
  return [pagingFinding(looked, pages), zoneFinding(looked, sampledAheadMs)];
}

function pagingFinding(looked: Looked, [first = [], second]: ProbedPages['pages']): Finding {
  if (second === undefined)
    return ok(
      looked,
      `connections: ${first.length}, too few to tell whether a second page follows the first`,
    );
  const repeated = second.filter((id) => first.includes(id)).length;
  return repeated === 0
    ? ok(looked, 'a second page of connections follows the first, without one of it')
    : warning(looked, `connections on two pages: ${repeated}; each is counted once`, {
        step: 'run doctor --probe again: it is so while people connect and leave',
      });
}

function zoneFinding(looked: Looked, sampledAheadMs: number | undefined): Finding {
  if (sampledAheadMs === undefined)
    return ok(looked, 'nobody is connected, so that the time zone of connections cannot be told');
  return Math.abs(sampledAheadMs) < leastZoneMs
    ? ok(
        looked,
        `times of connections are UTC: the latest was read ${elapsedText(Math.abs(sampledAheadMs))} ago`,
      )
    : wrong(
        looked,
        `times of connections are not UTC: they are off by ${elapsedText(Math.abs(sampledAheadMs))}`,
        {
          step: 'please report it: what the bot says of times and durations is wrong, who is connected is right',
        },
      );
}

async function checkMessages(workspace: SetUp['workspace']): Promise<readonly Finding[]> {
  const answer = await workspace.takesMessages();
  return [
    answer.kind === 'answered'
      ? ok(slack, 'it takes the blocks of the bot’s messages')
      : wrong(slack, `it does not take the blocks of the bot’s messages: ${answer.word}`, {
          step: 'please report it: people read the messages as plain text',
        }),
  ];
}
