import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import type { AppContext } from '../../src/ports/app-context.ts';

/** What a process has just done when it crashes. */
export type CrashPoint =
  | { readonly kind: 'put down' }
  /** Took the lock under which it counts. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'recorded'; readonly entry: AuditEntry['kind'] }
  | { readonly kind: 'claimed' }
  | { readonly kind: 'terminated' }
  /** Announced a thread that ends with an entry of this kind. */
  | { readonly kind: 'announced'; readonly entry: AuditEntry['kind'] };

/**
 * Runs the work until the crash point, and then does nothing more: what is stored by then is all that a process killed
 * at that instant would have left.
 */
export async function runUntilCrash<Context extends AppContext>(
  app: Context,
  point: CrashPoint,
  work: (app: Context) => Promise<unknown>,
): Promise<void> {
  const crash = Promise.withResolvers<void>();
  let hasCrashed = false;

  /** Wraps a call that a crashed process neither begins nor gets an answer to. */
  function crashing<Asked extends readonly unknown[], Answer>(
    call: (...asked: Asked) => Promise<Answer>,
    isLast: (...asked: NoInfer<Asked>) => boolean = () => false,
  ): (...asked: Asked) => Promise<Answer> {
    return async (...asked) => {
      if (hasCrashed) return never();
      const answer = await call(...asked);
      if (isLast(...asked)) {
        hasCrashed = true;
        crash.resolve();
      }
      return hasCrashed ? never() : answer;
    };
  }

  const { log, locks, jobs, announcer, vpn, clock, claims } = app;
  void work({
    ...app,
    log: {
      append: crashing(
        (draft) => log.append(draft),
        ({ kind }) => point.kind === 'recorded' && kind === point.entry,
      ),
      ofRequest: crashing((correlation) => log.ofRequest(correlation)),
      requestedBy: crashing((actor, since, most) => log.requestedBy(actor, since, most)),
      stored: () => log.stored(),
      storedAt: crashing((seqs) => log.storedAt(seqs)),
      head: crashing(() => log.head()),
    },
    locks: {
      acquire: crashing(
        (claim) => locks.acquire(claim),
        () => point.kind === 'claimed',
      ),
      release: crashing((claim) => locks.release(claim)),
    },
    jobs: {
      enqueueClaimed: crashing(
        (job, term) => jobs.enqueueClaimed(job, term),
        ({ key }, _) => point.kind === (key.startsWith('lock ') ? 'locked' : 'put down'),
      ),
      enqueue: crashing((job, due) => jobs.enqueue(job, due)),
      claim: crashing((term) => jobs.claim(term)),
      claimEarly: crashing((key, term) => jobs.claimEarly(key, term)),
      renew: crashing((lease, term) => jobs.renew(lease, term)),
      reschedule: crashing((lease, due) => jobs.reschedule(lease, due)),
      complete: crashing((lease) => jobs.complete(lease)),
      ofKind: crashing((kind) => jobs.ofKind(kind)),
      state: crashing(() => jobs.state()),
    },
    claims: {
      all: crashing(() => claims.all()),
      put: crashing((claim) => claims.put(claim)),
      remove: crashing((claim) => claims.remove(claim)),
      refresh: crashing(() => claims.refresh()),
    },
    announcer: {
      show: crashing((kick, blocks) => announcer.show(kick, blocks)),
      showConnections: crashing((kick) => announcer.showConnections(kick)),
      notifyTarget: crashing((notice) => announcer.notifyTarget(notice)),
      showApproval: crashing((approval) => announcer.showApproval(approval)),
      remindOfApproval: crashing((approval) => announcer.remindOfApproval(approval)),
      showClaim: crashing((claim) => announcer.showClaim(claim)),
      tellClaimant: crashing((claim) => announcer.tellClaimant(claim)),
      showBlock: crashing((report) => announcer.showBlock(report)),
      showUnblock: crashing((report) => announcer.showUnblock(report)),
      announce: crashing(
        (thread) => announcer.announce(thread),
        (thread) => point.kind === 'announced' && thread.at(-1)?.kind === point.entry,
      ),
      warn: crashing((warning) => announcer.warn(warning)),
      reportReconnects: crashing((report) => announcer.reportReconnects(report)),
    },
    vpn: {
      connections: crashing((endpoint, filter) => vpn.connections(endpoint, filter)),
      scan: crashing((endpoint) => vpn.scan(endpoint)),
      terminationTurn: crashing((endpoint) => vpn.terminationTurn(endpoint)),
      terminate: crashing(
        (endpoint, what, actor) => vpn.terminate(endpoint, what, actor),
        () => point.kind === 'terminated',
      ),
      facts: crashing((endpoint) => vpn.facts(endpoint)),
      rehearse: crashing((endpoint, call) => vpn.rehearse(endpoint, call)),
    },
    clock: {
      now: () => clock.now(),
      elapsedMs: () => clock.elapsedMs(),
      sleep: crashing((ms) => clock.sleep(ms)),
    },
  });
  await crash.promise;
}

function never(): Promise<never> {
  return new Promise(() => {});
}
