import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import type { Random } from '../../../emulators/ec2/model/random.ts';
import { slackAnnouncer } from '../../../src/app/announcer.ts';
import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { Failure } from '../../../src/domain/failure.ts';
import type { ReadContext } from '../../../src/ports/app-context.ts';
import type { Lease } from '../../../src/ports/job-queue.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import { liveMessages } from '../../../src/slack/live-messages.ts';
import type { MessagePoster } from '../../../src/slack/message-poster.ts';
import { botNames } from '../../builders/bot-names.ts';
import { channelId } from '../../builders/ids.ts';
import type { SimulatedClock } from '../../doubles/simulated-clock.ts';
import { MemoryLogger } from '../../slack/memory-logger.ts';

/** What all processes share: the stores, AWS, and Slack. */
export interface Outside {
  readonly app: ReadContext;
  readonly clock: SimulatedClock;
  readonly poster: MessagePoster;
  readonly memory: MessageStore;
  readonly random: Random;
  /** Every call takes up to so long before it takes effect, and again until it is answered. */
  readonly slowMs: number;
  /** From 0 to 1: how often a call of a store fails, before or after it took effect. */
  readonly failing: number;
}

export interface SimulatedProcess {
  readonly app: ReadContext;
  /** Calls that are under way may take effect all the same. */
  kill(): void;
}

const leaseMs = secondsToMilliseconds(15);

/** A process of the bot, which goes on with what is due, as a real one does, in simulated time. */
export function startProcess(name: string, outside: Outside): SimulatedProcess {
  const { clock, random, slowMs, failing } = outside;
  const held = new Map<string, Lease>();
  let isDead = false;

  const delay = () => clock.sleep(random.below(slowMs));
  const unlessDead = <Answer>(answer: Answer) => (isDead ? never<Answer>() : answer);

  /** The same, far away: calls take time, and fail. */
  function remote<Target extends object>(target: Target, failure = failing): Target {
    const call = async (method: () => unknown) => {
      await unlessDead(undefined);
      await delay();
      if (isDead && random.chance(0.5)) return never();
      const isFailing = random.chance(failure);
      const answer = isFailing && random.chance(0.5) ? undefined : await method();
      await delay();
      if (isFailing && !isDead) throw new Failure('store_unavailable', 'no answer');
      return unlessDead(answer);
    };
    return new Proxy(target, {
      get: (_, key) => {
        const member = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...asked: unknown[]) => call(() => Reflect.apply(member, target, asked));
      },
    });
  }

  const ownClock = {
    now: () => clock.now(),
    elapsedMs: () => clock.elapsedMs(),
    sleep: async (ms: number) => unlessDead(await clock.sleep(ms)),
  };
  const slack = remote(outside.poster, 0);
  const poster: MessagePoster = {
    post: async (channel, view, key, thread, beforePost) => {
      await beforePost?.();
      return slack.post(channel, view, key, thread);
    },
    update: slack.update,
    find: slack.find,
    postEphemeral: slack.postEphemeral,
    refusalIn: slack.refusalIn,
  };
  const living = liveMessages(poster, remote(outside.memory), ownClock, new MemoryLogger(), {
    me: name,
    isDead: () => false,
  });
  const jobQueue = remote(outside.app.jobs);
  const keep = (lease: Lease | undefined) => {
    if (lease !== undefined) held.set(lease.job.key, lease);
    return lease;
  };
  const app: ReadContext = {
    ...outside.app,
    clock: ownClock,
    vpn: remote(outside.app.vpn, 0),
    log: remote(outside.app.log),
    locks: remote(outside.app.locks),
    announcer: slackAnnouncer(living, channelId('C0AUDIT'), new Set(['C0HELPDESK', 'C0SECOPS']), botNames),
    jobs: {
      enqueueClaimed: async (job, term) => keep(await jobQueue.enqueueClaimed(job, term)),
      enqueue: (job, due) => jobQueue.enqueue(job, due),
      claim: async (term) => keep(await jobQueue.claim(term)),
      claimEarly: async (key, term) => keep(await jobQueue.claimEarly(key, term)),
      renew: (lease, term) => jobQueue.renew(lease, term),
      reschedule: (lease, due) => {
        held.delete(lease.job.key);
        return jobQueue.reschedule(lease, due);
      },
      complete: (lease) => {
        held.delete(lease.job.key);
        return jobQueue.complete(lease);
      },
      ofKind: (kind) => jobQueue.ofKind(kind),
      state: () => jobQueue.state(),
    },
  };

  async function each(ms: number, work: () => Promise<unknown>): Promise<never> {
    for (;;) {
      void work().catch(() => {});
      await ownClock.sleep(ms);
    }
  }
  void each(secondsToMilliseconds(1), () => runDueJobs(app));
  void each(leaseMs / 3, () => {
    const now = clock.now();
    const term = { now, until: new Date(now.getTime() + leaseMs) };
    return Promise.allSettled([...held.values()].map((lease) => jobQueue.renew(lease, term)));
  });

  return {
    app,
    kill: () => {
      isDead = true;
    },
  };
}

function never<Answer>(): Promise<Answer> {
  return new Promise(() => {});
}
