import type { RefusedRequests } from '../audit-log/refused-requests.ts';
import { tooManyText, tooManyView } from './block-kit/notice.ts';
import { replyToFrom } from './interactions.ts';
import type { UsageCounters } from './listener-deps.ts';
import type { PersonBudgets } from './person-budgets.ts';
import type { Replies } from './replies.ts';
import { budgetOf, complaintFor, namedRequesterFrom } from './slack-request.ts';

export type Admission =
  | { readonly kind: 'admitted'; readonly hasGrants: boolean }
  /** @property ack The response to acknowledge the request with. */
  | { readonly kind: 'refused'; readonly ack: object | undefined };

/** Admits requests within a person's budget. */
export interface RequestGate {
  admit(body: unknown): Admission;
}

interface GateParts {
  readonly budgets: PersonBudgets;
  readonly refused: Pick<RefusedRequests, 'add'>;
  readonly replies: Replies;
  readonly usage: Pick<UsageCounters, 'denial'>;
}

/**
 * Refuses requests beyond a person's budget, from the request alone: no one is looked up, nothing is recorded yet, and
 * the person is notified once in a while.
 */
export function requestGate({ budgets, refused, replies, usage }: GateParts): RequestGate {
  return {
    admit(body) {
      const requester = namedRequesterFrom(body);
      const spending = budgets.spend(budgetOf(body));
      if (spending.kind === 'within') return { kind: 'admitted', hasGrants: spending.hasGrants };

      usage.denial('too_many_requests');
      if (requester !== undefined) refused.add(requester);
      // A submission is answered in its own modal, which costs no call and keeps what was typed.
      const ack = complaintFor(body, tooManyText(spending.retryInS));
      const to = replyToFrom(body);
      if (ack === undefined && spending.isToBeTold && to !== undefined)
        void replies.send(to, tooManyView(spending.retryInS));
      return { kind: 'refused', ack };
    },
  };
}
