import { type EndpointId, isDirectMessage } from '../../domain/ids.ts';
import type { Requester } from '../../policy/load-access.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { unknownEndpointView } from '../../slack/command/messages.ts';
import { expensiveWork } from '../../slack/expensive-work.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import { denialView } from '../connections/denied-message.ts';
import { loadCharts } from './load-charts.ts';
import {
  chartsAsTextView,
  chartsInProgressView,
  chartsSentView,
  historyOffView,
  nothingObservedView,
} from './messages.ts';
import { parseCharts } from './payloads.ts';
import { sendCharts } from './send-charts.ts';

/** Drawing uses a whole processor for a second, and about 100 MB. */
const maxAtOnce = 1;

/**
 * Handles Charts in a message or on the Home tab: authorizes again, and sends the charts of an endpoint to the person who
 * pressed it, in their direct message. Each person gets them once at a time, however often they press.
 */
export function chartsButton(deps: ListenerDeps) {
  const drawings = expensiveWork(maxAtOnce);
  return onButton(
    deps,
    ({ value }) => parseCharts(value),
    async ({ requester, replyTo }, endpoint) => {
      const answering = drawings.run(requester.person, () => chartsAnswer(deps, requester, endpoint));
      const answer = answering === undefined ? chartsInProgressView() : await answering;
      if (answer !== undefined) await deps.replies.send(replyTo, answer);
    },
  );
}

/** @returns Undefined if they were sent to where the answer would go. */
async function chartsAnswer(
  deps: ListenerDeps,
  requester: Requester,
  endpoint: EndpointId,
): Promise<MessageView | undefined> {
  const { app, usage, names } = deps;
  const loaded = await loadCharts(app, { requester, endpoint });
  switch (loaded.kind) {
    case 'refused': {
      usage.denial(loaded.denial.reason);
      const refused = await withAllowedChannels(app, requester, loaded);
      return denialView(refused.denial, names);
    }
    case 'unknown_endpoint':
      return unknownEndpointView(loaded);
    case 'off':
      return historyOffView();
    case 'loaded': {
      const sent = await sendCharts(deps, requester.person, loaded.usage);
      if (sent === 'nothing_observed') return nothingObservedView(loaded.usage);
      if (sent !== 'sent') return chartsAsTextView(loaded.usage, sent);
      return isDirectMessage(requester.channel) ? undefined : chartsSentView(loaded.usage);
    }
  }
}
