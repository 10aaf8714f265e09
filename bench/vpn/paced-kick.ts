import { eventually } from '../../test/e2e/support/eventually.ts';
import { openTestWorkspace, type TestWorkspace } from '../../test/e2e/support/test-workspace.ts';
import { ask } from '../figure.ts';
import { repeated, rounds } from './rounds.ts';

const connections = 100;
const few = 20;
/** What EC2 takes at once and then a second, of which the bot must stay well below. */
const [ec2Burst, perSecond] = [50, 5];
/** From the first to the last, as the bot's own burst and rate have it by default. */
const paceMs = ((connections - 20) * 1_000) / 4;
/** AWS takes its time: what is waited for must not slow the pace. */
const latencyMs = 300;

const rows = [
  {
    question: `kick of ${few}: until the last call begins / one call to AWS`,
    unit: '×',
    bound: 1,
    judgedBy: 'median',
  },
  {
    question: `kick of ${connections} connections / the configured burst and rate`,
    unit: '×',
    bound: 1.1,
    judgedBy: 'worst',
  },
  {
    question: `its calls / what EC2 takes in the time: ${ec2Burst}, then ${perSecond} a second`,
    unit: '×',
    bound: 0.8,
    judgedBy: 'worst',
  },
  // An old message is updated every five seconds: Slack limits the updates of a whole workspace.
  { question: 'longest time in which nobody sees progress', unit: 'ms', bound: 6_000, judgedBy: 'worst' },
] as const;

/** How long do 20 and 100 terminations take against AWS' answers and limits? Five kicks each, in companies of their own. */
export function pacedKick() {
  return ask(rows, async () => {
    // So many would need a second person, who is no part of the question.
    const config = { kick: { approveAbove: connections } };
    const asked = (count: number) =>
      repeated(rounds, async () => askedForAll(await openTestWorkspace({ config }), count));
    const short = await Promise.all((await asked(few)).map((each) => endAll(each, few)));
    const kicks = await Promise.all((await asked(connections)).map((each) => endAll(each, connections)));
    return [
      { measured: short.map(({ tookMs }) => tookMs / latencyMs), note: `AWS taking ${latencyMs} ms a call` },
      { measured: kicks.map(({ tookMs }) => tookMs / paceMs) },
      { measured: kicks.map(({ tookMs }) => connections / (ec2Burst + (perSecond * tookMs) / 1_000)) },
      { measured: kicks.map(({ stillMs }) => stillMs) },
    ];
  });
}

async function askedForAll(workspace: TestWorkspace, count: number) {
  workspace.connect('prod-eu', 'mallory@example.com', count);
  workspace.ec2.setFaults({ latencyMs });
  const omar = workspace.as('omar');
  await omar.in('secops').types('/vpn kick mallory@example.com');
  return { workspace, omar, modal: await omar.modal() };
}

async function endAll({ workspace, omar, modal }: Awaited<ReturnType<typeof askedForAll>>, count: number) {
  try {
    await omar.submits(modal, { reason: 'her laptop was stolen' });
    await eventually(
      'the last termination',
      () => (workspace.terminations().length >= count ? true : undefined),
      3 * paceMs,
    );

    const starts = momentsOf(workspace.terminations());
    const [first = Number.NaN, last = Number.NaN] = [starts.at(0), starts.at(-1)];
    return { tookMs: last - first, stillMs: longestStillness(workspace, first, last) };
  } finally {
    await workspace.close();
  }
}

/** Between two updates of what people see, the first and the last termination included. */
function longestStillness({ slack }: TestWorkspace, first: number, last: number): number {
  const updates = slack.control.calls().filter(({ method }) => method === 'chat.update');
  const seen = [first, ...momentsOf(updates).filter((at) => at > first && at < last), last];
  return Math.max(...seen.slice(1).map((at, index) => at - (seen[index] ?? at)));
}

function momentsOf(events: readonly { readonly at: string }[]): readonly number[] {
  return events.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);
}
