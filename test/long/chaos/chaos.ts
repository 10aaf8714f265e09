import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../../emulators/ec2/control/control-protocol.ts';
import { createRandom, type Random } from '../../../emulators/ec2/model/random.ts';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { acmeConfig } from '../../e2e/support/bot-config.ts';
import { contradictions } from '../../e2e/support/contradictions.ts';
import { slowed } from '../../e2e/support/eventually.ts';
import { type Evidence, untilQuiet } from '../../e2e/support/evidence.ts';
import { keyedMessages } from '../../e2e/support/keyed-messages.ts';
import { secretsIn } from '../../e2e/support/secrets-in.ts';
import type { TestWorkspace, TestWorkspaceOptions } from '../../e2e/support/test-workspace.ts';
import { inviteAll, randomKickRequests } from './kick-requests.ts';
import { workUntilKilled } from './work-until-killed.ts';

/** Nobody waits for a second person here. */
const config = { kick: { ...acmeConfig.kick, approveAbove: 1_000 } };
/** CHAOS_SEED repeats a run that failed. */
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);

const kicksPerRun = 8;
/** On a slow machine, many processes are killed before they begin anything; the test goes on until one left work behind. */
const mostRuns = Number(process.env.CHAOS_KICKS ?? 60);
const resumed = 'resumed due jobs';
/** A run of this length sees its predecessors' leases expire, so that it is killed while it continues their work. */
const longRun = { everyth: 3, fromMs: 16_000, spreadMs: 4_000 };
const shortRun = { fromMs: 150, spreadMs: 2_500 };

/** How the bot is put to work, with what it is given. */
type Opening = (options: Pick<TestWorkspaceOptions, 'config' | 'ec2'>) => Promise<TestWorkspace>;

/** Starts the bot and kills it at work until so many kicks were asked for, and checks what is left. */
export function testChaos(where: string, kicksWanted: number, open: Opening): void {
  describe(`a bot on ${where} that is repeatedly killed at any instant (CHAOS_SEED=${seed})`, () => {
    let workspace: TestWorkspace;
    let evidence: Evidence;
    const logs: string[] = [];

    beforeAll(
      async () => {
        workspace = await open({ config, ec2: { terminationMs: 600 } });
        inviteAll(workspace);
        loseAnswers(workspace);
        workspace.connect('prod-eu', 'bystander@example.com', 3);
        evidence = await runUntilEnough();
        const told = { runs: logs.length, ...figures(evidence) };
        // biome-ignore lint/suspicious/noConsole: the figures of a run are what it is made for.
        console.info(`CHAOS_SEED=${seed}: ${JSON.stringify(told)}`);
      },
      600_000 + kicksWanted * 5_000,
    );
    afterAll(() => workspace?.close());

    it('leaves every request with one outcome, announced once, and none in progress', () => {
      expect(contradictions(evidence)).toEqual([]);
    });

    it('received the intended number of kicks, and was killed in the middle of them', () => {
      const requested = evidence.entries.filter(({ kind }) => kind === 'requested');

      expect(requested.length).toBeGreaterThanOrEqual(kicksWanted);
      expect(logs.join('')).toContain(resumed);
    });

    it('keeps its audit log intact', async () => {
      expect(await workspace.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
    });

    it('logs no token, secret or response_url', () => {
      expect(secretsIn(logs.join(''), workspace)).toEqual([]);
    });

    async function runUntilEnough(): Promise<Evidence> {
      const random = createRandom(seed);
      const terminations: Call[] = [];
      let entries: readonly AuditEntry[] = [];

      const isEnough = () =>
        entries.filter(({ kind }) => kind === 'requested').length >= kicksWanted &&
        logs.some((log) => log.includes(resumed));
      for (let run = 1; run <= mostRuns && !isEnough(); run += 1) {
        const orders = randomKickRequests(workspace, random, kicksPerRun, run);
        logs.push(await workUntilKilled(workspace, orders, runMs(run, random)));
        terminations.push(...newTerminations(terminations));
        entries = await workspace.entries();
        await workspace.restart();
      }
      await untilQuiet(workspace);
      // What the last killed process left behind is continued by the one that nobody killed.
      logs.push(workspace.bot().log());

      terminations.push(...newTerminations(terminations));
      const { connections } = workspace.ec2.fleet();
      return {
        entries: await workspace.entries(),
        messages: await keyedMessages(workspace),
        terminations,
        connections,
      };
    }

    /** The emulator remembers a thousand calls only. */
    function newTerminations(known: readonly Call[]): readonly Call[] {
      const last = known.at(-1)?.number ?? 0;
      return workspace.terminations().filter(({ number }) => number > last);
    }
  });
}

/** On a busy machine, a short run takes longer: nearly every process would be killed before it begins anything. */
function runMs(run: number, random: Random): number {
  if (run % longRun.everyth === 0) return longRun.fromMs + random.below(longRun.spreadMs);
  return slowed(shortRun.fromMs + random.below(shortRun.spreadMs));
}

function figures({ entries, messages, terminations }: Evidence): object {
  const kinds = Object.groupBy(entries, ({ kind }) => kind);
  const counts = Object.entries(kinds).map(([kind, of]) => [kind, of?.length ?? 0]);
  return { ...Object.fromEntries(counts), messages: messages.length, terminations: terminations.length };
}

/** Of the table's answers to what is written there, every fifth never arrives. */
function loseAnswers({ dynamo }: TestWorkspace): void {
  for (const action of ['PutItem', 'UpdateItem', 'DeleteItem'])
    dynamo?.fail(action, 'answer lost', { every: 5, times: Number.POSITIVE_INFINITY });
}
