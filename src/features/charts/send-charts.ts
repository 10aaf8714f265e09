import { failureFrom } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import type { ChartedEndpoint } from './load-charts.ts';
import { chartsIncompleteView, chartsView } from './messages.ts';
import { type ChartPicture, renderCharts } from './render-charts.ts';

/**
 * Draws the charts of an endpoint and sends them to a person, as pictures with their figures in words.
 *
 * @returns Why there are no pictures, if there are none: then nothing was sent.
 * @throws {Failure} `slack_…`
 */
export async function sendCharts(
  { app, files, logger }: Pick<ListenerDeps, 'app' | 'files' | 'logger'>,
  person: PersonId,
  usage: ChartedEndpoint,
): Promise<'sent' | 'scope_missing' | 'not_drawn' | 'nothing_observed'> {
  const { day, week, zone, endpoint } = usage;
  if (week.figures === undefined) return 'nothing_observed';

  let pictures: readonly ChartPicture[];
  try {
    pictures = await renderCharts([day, week], zone);
  } catch (error) {
    logger.error('charts could not be drawn', { error: failureFrom(error) });
    return 'not_drawn';
  }
  const today = app.clock.now().toISOString().slice(0, 10);
  const shared = await files.share(
    person,
    chartsView(usage),
    chartsIncompleteView(),
    pictures.map(({ png, altText, title }, at) => ({
      name: `${endpoint.name}-${at === 0 ? 'day' : 'week'}-${today}.png`,
      title,
      content: png,
      altText,
    })),
    'below',
  );
  return shared === 'shared' ? 'sent' : shared;
}
