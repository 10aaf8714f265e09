import type { Button } from '@slack/types';
import type { NewPlace, NewPlaceNotice } from '../../domain/new-place.ts';
import { platformName } from '../../domain/platform.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  linesSection,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, timeText } from '../../slack/block-kit/quantities.ts';
import { neverExpires, valueFromSuggestion } from '../connections/payloads.ts';

const maxPlaces = 10;

/** Tells a channel that someone connected from a new address or device. It mentions no one. */
export function newPlacesView({ name, places, days, offers }: NewPlaceNotice): MessageView {
  const [first] = places;
  const title = `${titleOf(places)} · ${shownBold(name)}`;
  const buttons = buttonsFor(name, offers);
  return messageView(title, [
    section(`:mag: ${title}`),
    linesSection(places.map(lineOf), maxPlaces, (count) => `and ${counted(count, 'more connection')}`),
    context(
      first === undefined || first.comparedWith === 0
        ? `This is the first connection with this name in the last ${counted(days, 'day')}.`
        : `Compared with ${counted(first.comparedWith, 'connection')} of the last ${counted(days, 'day')}.`,
    ),
    ...(buttons.length > 0 ? [actions('new_place', buttons)] : []),
  ]);
}

function titleOf(places: readonly NewPlace[]): string {
  const what = [
    ...(places.some(({ isNewAddress }) => isNewAddress) ? ['address'] : []),
    ...(places.some(({ isNewDevice }) => isNewDevice) ? ['device'] : []),
  ];
  return `*New ${what.join(' and ')}*`;
}

/** What is new is bold. */
function lineOf({ at, endpoint, publicIp, platform, isNewAddress, isNewDevice }: NewPlace): string {
  const address =
    publicIp === undefined ? '' : ` from ${isNewAddress ? shownBold(publicIp) : shown(publicIp)}`;
  const device = platform === undefined ? undefined : platformName(platform);
  const on = device === undefined ? '' : ` (${isNewDevice ? shownBold(device, 40) : shown(device, 40)})`;
  return `Connected to ${shown(endpoint.name)} ${timeText(at, 'day')}${address}${on}`;
}

function buttonsFor(name: string, { kick, block }: NewPlaceNotice['offers']): Button[] {
  const typed = { on: undefined, reason: '', breakGlass: false, typedAt: neverExpires };
  const value = valueFromSuggestion({ ...typed, targetRef: { kind: 'name', name } });
  return [
    ...(kick
      ? [{ ...button(actionIds.kickName, 'Terminate', value, 'danger'), ...spokenAs('Terminate', name) }]
      : []),
    ...(block
      ? [{ ...button(actionIds.blockName, 'Block', value, 'danger'), ...spokenAs('Block', name) }]
      : []),
  ];
}
