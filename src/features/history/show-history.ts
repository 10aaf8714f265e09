import type { Requester } from '../../policy/load-access.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { namelessView, ownNamelessView, unknownEndpointView } from '../../slack/command/messages.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { denialView } from '../connections/denied-message.ts';
import { type ListState, sortOf } from '../connections/payloads.ts';
import { type HistoryRequest, type HistoryResult, lookBack } from './look-back.ts';
import { historyView } from './messages.ts';

/** A history, the sentence that is shown instead, or why there is none. */
export type ShownHistory =
  | {
      readonly kind: 'shown';
      readonly view: MessageView;
      readonly isList: boolean;
      readonly isPartial: boolean;
    }
  | Extract<HistoryResult, { readonly kind: 'not_kept' }>;

/** Looks up and renders a page of a history. */
export async function showHistory(
  { app, usage, names }: Pick<ListenerDeps, 'app' | 'usage' | 'names'>,
  requester: Requester,
  state: ListState & Pick<HistoryRequest, 'targetRef'>,
  ask: { readonly audience: HistoryRequest['audience']; readonly freshness: Freshness },
): Promise<ShownHistory> {
  const { targetRef, on, page, periodMs } = state;
  const request = { requester, targetRef, on, page, periodMs, order: sortOf(state), ...ask };
  const result = await lookBack(app, request);
  const isOwn = targetRef.kind === 'person' && targetRef.person === requester.person;

  switch (result.kind) {
    case 'kept': {
      const filters = app.rules.channels.get(requester.channel)?.endpoints ?? [];
      const about = targetRef.kind === 'person' ? `<@${targetRef.person}>` : undefined;
      const person = targetRef.kind === 'person' ? await app.directory.person(targetRef.person) : undefined;
      const name = person?.kind === 'found' ? person.person.name : undefined;
      const view = historyView(result, {
        ...{ state, about, name, isOwn },
        // As in the list of one’s own connections, there is nothing to limit.
        filters: result.isOwnOnly ? [] : filters,
        here: requester.channel,
      });
      return { kind: 'shown', view, isList: true, isPartial: result.coverage.reading.length > 0 };
    }
    case 'not_kept':
      return result;
    case 'refused':
      usage.denial(result.denial.reason);
      return sentence(denialView((await withAllowedChannels(app, requester, result)).denial, names));
    case 'nameless':
      return sentence(isOwn ? ownNamelessView(result) : namelessView(result));
    case 'unknown_endpoint':
      return sentence(unknownEndpointView(result));
  }
}

function sentence(view: MessageView): ShownHistory {
  return { kind: 'shown', view, isList: false, isPartial: false };
}
