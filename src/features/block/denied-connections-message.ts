import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import type { DeniedReport } from '../../domain/block-report.ts';
import { isOver } from '../../domain/moment.ts';
import { platformName } from '../../domain/platform.ts';
import { context, type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, timeText } from '../../slack/block-kit/quantities.ts';

/** A report that is later than this also says on which day the attempt was. */
const todayMs = hoursToMilliseconds(6);

/** Tells the thread of a block that it denied connections: how many since the last message, and the latest of them. */
export function deniedConnectionsView({ name, endpoint, attempts, latest, at }: DeniedReport): MessageView {
  const { unreported, total } = attempts ?? { unreported: 1, total: 1 };
  const isOne = unreported === 1;
  const title = isOne ? '*Connection denied*' : `*${counted(unreported, 'connection')} denied*`;
  const what = `${isOne ? '' : 'last '}tried to connect${endpoint === undefined ? '' : ` to ${shown(endpoint.name)}`}`;
  const isOld = isOver(latest.at, todayMs, at);
  const whenText = isOld ? timeText(latest.at, 'day') : `at ${timeText(latest.at)}`;
  const text = `${title} · ${shownBold(name)} ${what} ${whenText}${attemptFromText(latest)}.`;
  return messageView(text, [
    section(`:no_entry: ${text}`),
    ...(total === unreported ? [] : [context(`${counted(total, 'connection')} denied in total`)]),
  ]);
}

/** Formats where an attempt came from, as far as it is known: ` from 203.0.113.51 (Windows)`. */
export function attemptFromText({
  publicIp,
  platform,
}: Pick<DeniedReport['latest'], 'publicIp' | 'platform'>): string {
  const address = publicIp === '' ? '' : ` from ${shown(publicIp)}`;
  return platform === '' ? address : `${address} (${shown(platformName(platform), 40)})`;
}
