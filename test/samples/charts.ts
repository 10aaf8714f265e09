import { subHours } from 'date-fns/subHours';
import {
  chartsAsTextView,
  chartsIncompleteView,
  chartsInProgressView,
  chartsSentView,
  chartsView,
  historyOffView,
  nothingObservedView,
} from '../../src/features/charts/messages.ts';
import { anObservation, aUsageSeries, chartedAt } from '../builders/a-usage-series.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import type { Samples } from './sample.ts';

const interrupted = [14, 13, 9, 8].map((hours) => anObservation(subHours(chartedAt, hours), hours * 3));
const usage = {
  endpoint: anEndpoint(),
  day: aUsageSeries(),
  week: aUsageSeries({ period: 'week' }),
  zone: 'Europe/Berlin',
};

export const chartsSamples = {
  messages: {
    chartsView: [
      chartsView(usage),
      chartsView({ ...usage, day: aUsageSeries({ observations: interrupted }) }),
    ],
    chartsAsTextView: [
      chartsAsTextView({ ...usage, day: aUsageSeries({ limit: 7_000 }) }, 'scope_missing'),
      chartsAsTextView(usage, 'not_drawn'),
    ],
    chartsIncompleteView: [chartsIncompleteView()],
    chartsSentView: [chartsSentView(usage)],
    chartsInProgressView: [chartsInProgressView()],
    nothingObservedView: [nothingObservedView(usage)],
    historyOffView: [historyOffView()],
  },
} satisfies Samples;
