import { proposeKick } from '../../commands/propose-kick.ts';
import type { Asker } from '../../commands/steps/asker.ts';
import type { KickAim } from '../../commands/steps/end/find-sessions-to-end.ts';
import type { KickFinding } from '../../core/kick-finding.ts';
import type { SeenSession } from '../../core/sighting.ts';
import { isMany } from '../../core/whom.ts';
import type { ReplyTo } from '../replies.ts';
import { kickAnswerView } from '../views/kick-answer-view.ts';
import { kickModal } from '../views/kick-modal.ts';
import { longerNameText } from '../views/longer-name.ts';
import { withNotice } from '../views/notice-view.ts';
import type { Desk } from './desk.ts';
import { withProgress } from './look-up-progress.ts';
import { type Looked, openModal } from './open-modal.ts';
import { warned } from './posting-warning.ts';

export interface KickOpening {
  readonly asker: Asker;
  readonly aim: KickAim;
  readonly breakGlass: boolean;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  /** A reason that was typed with the command. */
  readonly reason: string;
  /** What has to be said before anything else, as mrkdwn. */
  readonly notice?: string | undefined;
}

/** Opens the modal that confirms a kick; a refusal, and whatever else there is to answer, needs none. */
export function openKick(desk: Desk, opening: KickOpening): Promise<void> {
  const { desk: told, progress } = withProgress(desk);
  return openModal(desk, opening, look(told, opening), progress);
}

async function look(desk: Desk, opening: KickOpening): Promise<Looked> {
  const { world, tally, names } = desk;
  const finding = await proposeKick(world, opening);
  if (finding.kind === 'refused') tally.refusal(finding.refusal.reason);
  if (finding.kind !== 'found')
    return { kind: 'answer', view: withNotice(kickAnswerView(finding, names), opening.notice) };

  const needsApproval = finding.need !== undefined && !opening.breakGlass;
  const modal = modalFor(desk, opening, finding);
  return { kind: 'question', modal: await warned(desk, modal, opening.asker.channel, needsApproval) };
}

function modalFor(
  { world: { rules, clock }, names }: Desk,
  { asker, aim, breakGlass, reason, notice, replyTo: { thread } }: KickOpening,
  found: Extract<KickFinding, { kind: 'found' }>,
) {
  const { sessions } = found;
  const { channel, channelName } = asker;
  const { whom, on } = aim;
  const confirm = isMany(whom) ? mostTouched(sessions) : undefined;
  const place = { channel, channelName, thread };
  const metadata = { ...place, whom, on, listed: 0, openedAt: clock.now(), breakGlass, confirm };
  const { terminations } = rules;
  const { minReason } = rules.kick;
  const longerName = longerNameText(`${names.command} kick`, whom, reason, found.longerNames ?? []);
  const notices = [notice, longerName].flatMap((text) => text ?? []);
  const said = notices.length === 0 ? undefined : notices.join('\n');
  return kickModal({ ...found, metadata, minReason, terminations, reason, names, notice: said });
}

/** The name of the endpoint with the most of the sessions: whoever types it has read where they are. */
function mostTouched(sessions: readonly SeenSession[]): string | undefined {
  const byEndpoint = Map.groupBy(sessions, ({ endpoint }) => endpoint.name);
  const [most] = [...byEndpoint].toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0];
}
