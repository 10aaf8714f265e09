import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { isDirectMessage, parseChannelId, parsePersonId } from '../../domain/ids.ts';
import type { Denial } from '../../policy/authorize.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { onButton } from '../../slack/on-button.ts';
import { within } from '../../slack/within.ts';
import { type HomeLookUp, type HomeRequest, lookUpHome } from './look-up-home.ts';
import { deniedHomeView, homeView, openingView } from './messages.ts';
import { homeSections } from './sections.ts';

/** What is known after this is shown at once; the rest follows. People take 300 ms for immediate. */
const firstPatienceMs = 150;
/** A list that takes longer is shown as far as it was read. */
const patienceMs = secondsToMilliseconds(10);

/** Handles the opening of the Home tab. Slack also reports when someone opens the other tabs of the app. */
export function homeOpened(deps: ListenerDeps) {
  return async ({
    event,
  }: SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs): Promise<void> => {
    const person = parsePersonId(event.user);
    const place = parseChannelId(event.channel);
    if (event.tab !== 'home' || person === undefined || place === undefined || !isDirectMessage(place))
      return;
    await showHome(deps, { person, place, freshness: { age: 'lately', patienceMs } });
  };
}

/** Handles Refresh on the Home tab. */
export function refreshHome(deps: ListenerDeps) {
  const freshness: Freshness = { age: 'newest', patienceMs };
  return onButton<'refresh'>(
    deps,
    () => 'refresh',
    ({ requester: { person, channel } }) => showHome(deps, { person, place: channel, freshness }),
  );
}

/** Shows the Home tab at once as far as it is known, and then completely. */
async function showHome(deps: ListenerDeps, request: HomeRequest): Promise<void> {
  const { app, homes } = deps;
  const { person, place } = request;
  deps.onHomeShown(person, place);
  const startedMs = app.clock.elapsedMs();
  const leftMs = () => firstPatienceMs - (app.clock.elapsedMs() - startedMs);

  const looking = lookUp(deps, request);
  looking.catch(() => {});
  const known = await within(leftMs(), looking);
  if (known === undefined && homes.hasRoomForHaste()) void homes.publish(person, openingView(place));
  const home = known ?? (await looking);
  if (home.kind === 'refused') return showDenial(deps, request, home.denial);

  const isDone = await within(
    leftMs(),
    home.done.then(() => true),
  );
  if (isDone !== true && homes.hasRoomForHaste()) void homes.publish(person, homeView(place, home.now()));
  await home.done;
  await homes.publish(person, homeView(place, home.now()));
}

/** Shows a Home tab again that its person is looking at: only once, with all that changed. */
export async function showHomeAgain(deps: ListenerDeps, request: HomeRequest): Promise<void> {
  const { homes } = deps;
  // Whoever opens a tab comes first.
  if (!homes.hasRoomForHaste()) return;
  const home = await lookUp(deps, request);
  if (home.kind === 'refused') return showDenial(deps, request, home.denial);
  await home.done;
  await homes.publish(request.person, homeView(request.place, home.now()));
}

function lookUp(deps: ListenerDeps, request: HomeRequest): Promise<HomeLookUp> {
  return lookUpHome(deps, request, homeSections, (code, title) =>
    deps.logger.warn(`a section of the Home tab failed: ${code}`, title),
  );
}

async function showDenial(
  { usage, homes, names }: ListenerDeps,
  { person, place }: HomeRequest,
  denial: Denial,
) {
  usage.denial(denial.reason);
  await homes.publish(person, deniedHomeView(place, denial, names));
}
