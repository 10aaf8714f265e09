import type { ReportChart, UsageReport } from '../../domain/usage-report.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { renderCharts } from '../charts/render-charts.ts';
import { seriesOf } from '../charts/usage-series.ts';
import { maxEndpoints } from './messages.ts';

/**
 * Draws the week of each endpoint that a report shows, as far as it was observed.
 *
 * @throws {Failure} `history_unavailable`. Also if the charts cannot be drawn.
 */
export async function drawReport(
  { history }: Pick<ReadContext, 'history'>,
  { endpoints, from, to, zone }: UsageReport,
): Promise<readonly ReportChart[]> {
  const observed = endpoints.slice(0, maxEndpoints).filter(({ figures }) => figures !== undefined);
  if (history === undefined || observed.length === 0) return [];

  const series = await Promise.all(
    observed.map(async ({ endpoint: { id, name: endpointName }, limit }) => {
      const observations = await history.observations(id, from, to);
      return seriesOf(observations, { endpointName, period: 'week', from, to, limit });
    }),
  );
  const day = to.toISOString().slice(0, 10);
  return (await renderCharts(series, zone)).map(({ png, title, altText }, at) => ({
    name: `${series[at]?.endpointName}-week-${day}.png`,
    title,
    content: png,
    altText,
  }));
}
