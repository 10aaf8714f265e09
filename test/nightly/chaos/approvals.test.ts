import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../emulators/ec2/model/random.ts';
import { contradictions } from '../../e2e/support/contradictions.ts';
import { slowed } from '../../e2e/support/eventually.ts';
import { type Evidence, untilQuiet } from '../../e2e/support/evidence.ts';
import { keyedMessages } from '../../e2e/support/keyed-messages.ts';
import { openTestWorkspace, type TestWorkspace } from '../../e2e/support/test-workspace.ts';
import { inviteAll, type KickRequest, kickers } from '../../long/chaos/kick-requests.ts';
import { workUntilKilled } from '../../long/chaos/work-until-killed.ts';
import { approveAll } from './approvers.ts';

/** CHAOS_SEED repeats a run that failed; CHAOS_KICKS makes a longer one. */
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
const requestsWanted = Number(process.env.CHAOS_KICKS ?? 18);
const requestsPerRun = 6;
const runMs = { from: 400, spread: 3_000 };

describe(`a bot that is repeatedly killed during approvals (CHAOS_SEED=${seed})`, () => {
  let workspace: TestWorkspace;
  let evidence: Evidence;

  beforeAll(
    async () => {
      workspace = await openTestWorkspace({ ec2: { terminationMs: 600 } });
      inviteAll(workspace);
      evidence = await runUntilEnough();
    },
    600_000 + requestsWanted * 5_000,
  );
  afterAll(() => workspace?.close());

  it('carries out approved requests once, in both names, and leaves none undecided', () => {
    expect(contradictions(evidence)).toEqual([]);
    const begun = evidence.entries.filter(({ kind }) => kind === 'requested');
    for (const { detail } of begun) expect(detail).toContain('approved by ');
  });

  it('received the intended number of requests', () => {
    const asked = evidence.entries.filter(({ kind }) => kind === 'approval-requested');

    expect(asked.length).toBeGreaterThanOrEqual(requestsWanted);
  });

  it('keeps its audit log intact', async () => {
    expect(await workspace.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
  });

  async function runUntilEnough(): Promise<Evidence> {
    const random = createRandom(seed);
    for (let run = 1; (await requested()) < requestsWanted; run += 1) {
      const killed = new AbortController();
      const approving = approveAll(workspace.slack.url, killed.signal).catch(() => {});
      // On a busy machine, nearly every process would be killed before anybody approves.
      const ms = slowed(runMs.from + random.below(runMs.spread));
      await workUntilKilled(workspace, inventRequests(run), ms);
      killed.abort();
      await approving;
      await workspace.restart();
    }
    // What the last killed process left behind is shown, or asked for again, and then approved.
    await untilQuiet(workspace, () => approveAll(workspace.slack.url, null));

    const { connections } = workspace.ec2.fleet();
    const messages = await keyedMessages(workspace);
    return {
      entries: await workspace.entries(),
      messages,
      terminations: workspace.terminations(),
      connections,
    };
  }

  async function requested(): Promise<number> {
    return (await workspace.entries()).filter(({ kind }) => kind === 'approval-requested').length;
  }

  function inventRequests(run: number): readonly KickRequest[] {
    return Array.from({ length: requestsPerRun }, (_, index) => {
      const targetRef = `svc-${run}-${index}@example.com`;
      workspace.connect(index % 2 === 0 ? 'prod-eu' : 'prod-us', targetRef, 1 + (index % 3));
      const person = kickers[index % kickers.length] ?? kickers[0];
      return { person, channel: index % 2 === 0 ? 'helpdesk' : 'secops', targetRef };
    });
  }
});
