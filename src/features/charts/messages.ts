import type { Button } from '@slack/types';
import type { Endpoint } from '../../domain/endpoint.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  button,
  context,
  header,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shownBold } from '../../slack/block-kit/escape-text.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import type { ChartedEndpoint } from './load-charts.ts';
import { valueFromCharts } from './payloads.ts';
import { sparkline } from './sparkline.ts';
import type { UsageSeries } from './usage-series.ts';
import { usageText } from './usage-text.ts';

/**
 * Renders a series as text: its figures, and a line that draws it.
 *
 * @param latest Without the latest count where the message has a newer one.
 */
export function usageLines(series: UsageSeries, latest?: 'without latest'): string {
  const drawing = sparkline(series);
  const figures = usageText(series, latest);
  return drawing === undefined ? figures : `\`${drawing}\`\n${figures}`;
}

/** The button that sends the charts of an endpoint, beside what is said about it. */
export function chartsAccessory({ id, name }: Pick<Endpoint, 'id' | 'name'>): { readonly accessory: Button } {
  const charts = button(actionIds.charts, 'Charts', valueFromCharts(id));
  return { accessory: { ...charts, ...spokenAs('Charts of', name) } };
}

/** The direct message above the charts. */
export function chartsView(usage: ChartedEndpoint): MessageView {
  return figuresView(usage, []);
}

/** The same in words, if there are no pictures. */
export function chartsAsTextView(usage: ChartedEndpoint, why: 'scope_missing' | 'not_drawn'): MessageView {
  return figuresView(usage, [whyTexts[why]]);
}

const whyTexts = {
  scope_missing:
    'Bouncer can’t upload pictures, because the app lacks the scope `files:write`. Ask an operator to add it.',
  not_drawn: 'The charts couldn’t be drawn. Try again later.',
} as const;

function figuresView({ endpoint, day, week }: ChartedEndpoint, notes: readonly string[]): MessageView {
  const title = `Connections to ${endpoint.name}`;
  return messageView(title, [
    header(title),
    section(usageLines(day)),
    section(usageLines(week)),
    ...notes.map((note) => context(note)),
  ]);
}

/** Replaces the direct message if Slack didn't confirm that it shared the charts. */
export function chartsIncompleteView(): MessageView {
  return noticeView(
    ':warning: Slack didn’t confirm that the charts are below this message. If they aren’t, press Charts again.',
  );
}

export function chartsSentView({ endpoint }: Pick<ChartedEndpoint, 'endpoint'>): MessageView {
  return noticeView(
    `:white_check_mark: The charts of ${shownBold(endpoint.name)} are in your direct messages with Bouncer.`,
  );
}

export function chartsInProgressView(): MessageView {
  return noticeView(
    ':hourglass_flowing_sand: Your previous charts are still being drawn. They will be in your direct messages with Bouncer.',
  );
}

export function nothingObservedView({ endpoint }: Pick<ChartedEndpoint, 'endpoint'>): MessageView {
  return noticeView(
    `:grey_question: There is nothing to draw: ${shownBold(endpoint.name)} wasn’t observed in the last 7 days.`,
  );
}

export function historyOffView(): MessageView {
  return noticeView(':grey_question: There are no charts, because an operator has turned off the history.');
}
