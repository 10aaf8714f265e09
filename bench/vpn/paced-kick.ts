import { type Company, openCompany } from '../../test/journeys/support/company.ts';
import { eventually } from '../../test/journeys/support/eventually.ts';
import { ask } from '../figure.ts';
import { repeated, rounds } from './rounds.ts';

const sessions = 100;
const perSecond = 5;
/** From the first to the last, when each begins a fifth of a second after the one before. */
const paceMs = ((sessions - 1) * 1_000) / perSecond;
/** AWS takes its time: what is waited for must not slow the pace. */
const latencyMs = 300;

const rows = [
  {
    question: `kick of ${sessions} sessions / ${perSecond} calls a second`,
    unit: '×',
    bound: 1.1,
    judgedBy: 'worst',
  },
  { question: 'its pace in calls', unit: 'a second', bound: perSecond, judgedBy: 'worst' },
  { question: 'longest time in which nobody sees progress', unit: 'ms', bound: 3_000, judgedBy: 'worst' },
] as const;

/** How long do 100 terminations take against the pace that AWS allows? Five kicks, each in a company of its own. */
export function pacedKick() {
  return ask(rows, async () => {
    // So many would need a second person, who is no part of the question.
    const config = { kick: { approveAbove: sessions } };
    const asked = await repeated(rounds, async () => askedForAll(await openCompany({ config })));
    const kicks = await Promise.all(asked.map(endAll));
    return [
      { measured: kicks.map(({ tookMs }) => tookMs / paceMs), note: `AWS taking ${latencyMs} ms a call` },
      { measured: kicks.map(({ tookMs }) => ((sessions - 1) * 1_000) / tookMs) },
      { measured: kicks.map(({ stillMs }) => stillMs) },
    ];
  });
}

async function askedForAll(company: Company) {
  company.connect('prod-eu', 'mallory@example.com', sessions);
  company.ec2.setWeather({ latencyMs });
  const omar = company.as('omar');
  await omar.in('secops').types('/vpn kick mallory@example.com');
  return { company, omar, modal: await omar.modal() };
}

async function endAll({ company, omar, modal }: Awaited<ReturnType<typeof askedForAll>>) {
  try {
    await omar.submits(modal, { reason: 'her laptop was stolen' });
    await eventually(
      'the last termination',
      () => (company.terminations().length >= sessions ? true : undefined),
      3 * paceMs,
    );

    const starts = momentsOf(company.terminations());
    const [first = Number.NaN, last = Number.NaN] = [starts.at(0), starts.at(-1)];
    return { tookMs: last - first, stillMs: longestStillness(company, first, last) };
  } finally {
    await company.close();
  }
}

/** Between two updates of what people see, the first and the last termination included. */
function longestStillness({ slack }: Company, first: number, last: number): number {
  const updates = slack.control.calls().filter(({ method }) => method === 'chat.update');
  const seen = [first, ...momentsOf(updates).filter((at) => at > first && at < last), last];
  return Math.max(...seen.slice(1).map((at, index) => at - (seen[index] ?? at)));
}

function momentsOf(events: readonly { readonly at: string }[]): readonly number[] {
  return events.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);
}
