import type {
  AllMiddlewareArgs,
  GlobalShortcut,
  MessageShortcut,
  SlackShortcut,
  SlackShortcutMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { failureFrom } from '../../domain/failure.ts';
import { type PersonId, parsePersonId } from '../../domain/ids.ts';
import { outdatedView, tooLateView } from '../../slack/block-kit/notice.ts';
import type { VpnCommand } from '../../slack/command/parse-command.ts';
import { replyToFrom, requesterFromSlack } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { answerInModal, type ModalOpening } from '../../slack/open-modal.ts';
import { sendList } from '../who/listeners.ts';
import { noAuthorView, otherShortcutView } from './messages.ts';
import { answerToSubmission, launcherModal, submittedModal } from './modal.ts';
import { readLauncher } from './payloads.ts';

type ShortcutArgs<Shortcut extends SlackShortcut> = SlackShortcutMiddlewareArgs<Shortcut> & AllMiddlewareArgs;

/**
 * Handles the global shortcut: opens the launcher, unless it is open. The ingress of an earlier version opens it and
 * passes the shortcut on all the same.
 */
export function launcherShortcut({ modals, replies }: ListenerDeps) {
  return async ({ ack, body }: ShortcutArgs<GlobalShortcut>): Promise<void> => {
    await ack();
    if (modals.openedWith(body.trigger_id) !== undefined) return;
    const opened = await modals.open(body.trigger_id, launcherModal());
    const replyTo = replyToFrom(body);
    if (opened.kind === 'too_late' && replyTo !== undefined) await replies.send(replyTo, tooLateView());
  };
}

/** Runs a command as if it had been typed. Each command authorizes the requester itself. */
export type RunCommand = (
  deps: ListenerDeps,
  opening: ModalOpening & { readonly notice: undefined },
  command: VpnCommand,
) => Promise<void>;

/** Slack ignores an acknowledgement that comes after three seconds, which is the sum of these. */
const acknowledgementWaitsMs = [100, 200, 400, 800, 1_500] as const;

/**
 * Handles the submission of the launcher: shows errors in it, or continues there with the command. The person chose the
 * channel, so they count as asking from outside it.
 */
export function launcherSubmission(deps: ListenerDeps, run: RunCommand) {
  return async ({
    ack,
    body,
  }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs): Promise<void> => {
    const reading = readLauncher({ ...body });
    await ack(answerToSubmission(reading, body.view.id));
    if (reading.kind === 'wrong') return;
    const replyTo = replyToFrom(body);
    await untilAcknowledged(deps, body.view.id);
    if (reading.kind === 'unknown') return deps.replies.send(replyTo, outdatedView());

    const { channel, command } = reading.launched;
    const { id: person, team_id: team } = body.user;
    const claimed = requesterFromSlack({ person, team, channel, channelName: channel });
    const opening = {
      requester: { ...claimed, isOutside: true },
      triggerId: body.trigger_id,
      replyTo: { ...replyTo, channel },
      notice: undefined,
    };
    await run(deps, opening, command);
  };
}

/**
 * Waits until Slack has replaced the launcher by “Looking up…”. It does so when it gets the acknowledgement, which on AWS
 * another process sends: an answer before that would be replaced, too.
 */
async function untilAcknowledged({ app, modals, logger }: ListenerDeps, viewId: string): Promise<void> {
  const submitted = submittedModal(viewId);
  for (const waitMs of acknowledgementWaitsMs) {
    await app.clock.sleep(waitMs);
    try {
      if (await modals.updateByExternalId(submitted.external_id, submitted)) return;
    } catch (error) {
      logger.warn('a submitted launcher could not be looked for', failureFrom(error).message);
    }
  }
}

/** Handles “Who is this on the VPN?”: lists the connections of a message’s author in a modal. */
export function whoIsThisShortcut(deps: ListenerDeps) {
  return async ({ ack, body }: ShortcutArgs<MessageShortcut>): Promise<void> => {
    await ack();
    const { user, channel, message, trigger_id: triggerId } = body;
    const requester = requesterFromSlack({
      person: user.id,
      team: user.team_id,
      channel: channel.id,
      channelName: channel.name,
    });
    const { thread } = replyToFrom(body) ?? {};
    const { person } = requester;
    const replyTo = { person, channel: requester.channel, thread, responseUrl: body.response_url, triggerId };
    await answerInModal(deps, { triggerId, replyTo }, async (inModal) => {
      const author = parsePersonId(message.user ?? '');
      if (author === undefined || (await isApp(deps, author)))
        return deps.replies.send(inModal, noAuthorView());

      const list = author === person ? 'me' : 'who';
      const targetRef =
        list === 'me' ? { kind: 'everyone' as const } : { kind: 'person' as const, person: author };
      const state = { list, targetRef, on: undefined, page: 0 } as const;
      await sendList(deps, requester, state, inModal, { how: 'new', age: 'lately' });
    });
  };
}

/** An app’s message names its bot user, unless a person let the app post in their name. */
async function isApp({ app }: ListenerDeps, author: PersonId): Promise<boolean> {
  const lookup = await app.directory.person(author);
  return lookup.kind === 'found' && lookup.person.accountType === 'bot';
}

/** Handles a shortcut that this version doesn’t know: the manifest is of another version. */
export function otherShortcut({ replies }: ListenerDeps) {
  return async ({ ack, body }: ShortcutArgs<SlackShortcut>): Promise<void> => {
    await ack();
    const replyTo = replyToFrom(body);
    if (replyTo !== undefined) await replies.send(replyTo, otherShortcutView());
  };
}
