import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import type { AppContext } from '../../src/ports/app-context.ts';

/** What a process has just done when it dies. */
export type LastDeed =
  | { readonly kind: 'put down' }
  /** Took the lock under which it counts. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'recorded'; readonly entry: AuditEntry['kind'] }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'terminated' }
  /** Announced a story that ends with an entry of this kind. */
  | { readonly kind: 'announced'; readonly entry: AuditEntry['kind'] };

/**
 * Works in a world until the deed is done, and then does nothing more: what the deed left behind is all that a
 * process killed at that instant would have left.
 */
export async function workUntil<Inhabited extends AppContext>(
  app: Inhabited,
  deed: LastDeed,
  work: (app: Inhabited) => Promise<unknown>,
): Promise<void> {
  const death = Promise.withResolvers<void>();
  let isDead = false;

  /** Makes a call that a dead process neither begins nor gets an answer to. */
  function mortal<Asked extends readonly unknown[], Answer>(
    call: (...asked: Asked) => Promise<Answer>,
    isLast: (...asked: NoInfer<Asked>) => boolean = () => false,
  ): (...asked: Asked) => Promise<Answer> {
    return async (...asked) => {
      if (isDead) return never();
      const answer = await call(...asked);
      if (isLast(...asked)) {
        isDead = true;
        death.resolve();
      }
      return isDead ? never() : answer;
    };
  }

  const { log, locks, jobs, announcer, vpn, clock } = app;
  void work({
    ...app,
    log: {
      append: mortal(
        (draft) => log.append(draft),
        ({ kind }) => deed.kind === 'recorded' && kind === deed.entry,
      ),
      ofRequest: mortal((correlation) => log.ofRequest(correlation)),
      requestedBy: mortal((actor, since, most) => log.requestedBy(actor, since, most)),
      stored: () => log.stored(),
      storedAt: mortal((seqs) => log.storedAt(seqs)),
      head: mortal(() => log.head()),
    },
    locks: {
      acquire: mortal(
        (claim) => locks.acquire(claim),
        () => deed.kind === 'claimed',
      ),
      release: mortal((claim) => locks.release(claim)),
    },
    jobs: {
      enqueueClaimed: mortal(
        (job, lease) => jobs.enqueueClaimed(job, lease),
        ({ key }, _) => deed.kind === (key.startsWith('lock ') ? 'locked' : 'put down'),
      ),
      enqueue: mortal((job, due) => jobs.enqueue(job, due)),
      claim: mortal((lease) => jobs.claim(lease)),
      claimEarly: mortal((key, lease) => jobs.claimEarly(key, lease)),
      renew: mortal((hold, lease) => jobs.renew(hold, lease)),
      reschedule: mortal((hold, due) => jobs.reschedule(hold, due)),
      complete: mortal((hold) => jobs.complete(hold)),
      ofKind: mortal((kind) => jobs.ofKind(kind)),
      state: mortal(() => jobs.state()),
    },
    announcer: {
      show: mortal((kick) => announcer.show(kick)),
      showApproval: mortal((approval) => announcer.showApproval(approval)),
      showBlock: mortal((report) => announcer.showBlock(report)),
      showLift: mortal((report) => announcer.showLift(report)),
      announce: mortal(
        (story) => announcer.announce(story),
        (story) => deed.kind === 'announced' && story.at(-1)?.kind === deed.entry,
      ),
      warn: mortal((comeback) => announcer.warn(comeback)),
      reportReconnects: mortal((report) => announcer.reportReconnects(report)),
    },
    vpn: {
      connections: mortal((endpoint, filter) => vpn.connections(endpoint, filter)),
      sweep: mortal((endpoint) => vpn.sweep(endpoint)),
      terminationTurn: mortal((endpoint) => vpn.terminationTurn(endpoint)),
      terminate: mortal(
        (endpoint, what, actor) => vpn.terminate(endpoint, what, actor),
        () => deed.kind === 'terminated',
      ),
      facts: mortal((endpoint) => vpn.facts(endpoint)),
      rehearse: mortal((endpoint, call) => vpn.rehearse(endpoint, call)),
    },
    clock: {
      now: () => clock.now(),
      elapsedMs: () => clock.elapsedMs(),
      sleep: mortal((ms) => clock.sleep(ms)),
    },
  });
  await death.promise;
}

function never(): Promise<never> {
  return new Promise(() => {});
}
