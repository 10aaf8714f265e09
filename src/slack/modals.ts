import type { ModalView } from '@slack/types';
import type { ViewsUpdateArguments, WebClient } from '@slack/web-api';
import { Failure } from '../domain/failure.ts';
import { failureFromSlack, slackRefusal } from './failure-from-slack.ts';

/** Modals for one person: opened with a trigger that is valid for three seconds, filled in later. */
export interface Modals {
  /** @throws {Failure} `slack_…` */
  open(triggerId: string, view: ModalView): Promise<OpenedModal>;
  /**
   * Updates a modal. Nothing happens if the person has closed it.
   *
   * @throws {Failure} `slack_…`
   */
  update(viewId: string, view: ModalView): Promise<void>;
  /**
   * Updates the modal with this external id.
   *
   * @returns Whether there is one.
   * @throws {Failure} `slack_…`
   */
  updateByExternalId(externalId: string, view: ModalView): Promise<boolean>;
  /**
   * The id of a modal that was opened with this trigger before the request arrived here, and that is waiting to be
   * filled in.
   */
  openedWith(triggerId: string): string | undefined;
}

export type OpenedModal =
  | { readonly kind: 'opened'; readonly viewId: string }
  /** The trigger was older than three seconds, or already used. */
  | { readonly kind: 'too_late' };

const lateRefusals = ['expired_trigger_id', 'exchanged_trigger_id', 'trigger_expired'];

/** @param openedBefore View ids by the trigger they were opened with, if an earlier process opens modals. */
export function modals(client: WebClient, openedBefore: ReadonlyMap<string, string> = new Map()): Modals {
  return {
    openedWith: (triggerId) => openedBefore.get(triggerId),
    async open(triggerId, view) {
      try {
        const { view: opened } = await client.views.open({ trigger_id: triggerId, view });
        if (opened?.id !== undefined) return { kind: 'opened', viewId: opened.id };
      } catch (error) {
        if (lateRefusals.includes(slackRefusal(error) ?? '')) return { kind: 'too_late' };
        throw failureFromSlack(error, 'open a modal');
      }
      throw new Failure('slack_refused', 'Slack opened a modal without an id');
    },
    async update(viewId, view) {
      await updated(client, { view_id: viewId, view });
    },
    updateByExternalId: (externalId, view) => updated(client, { external_id: externalId, view }),
  };
}

/** @returns Whether the modal exists. */
async function updated(client: WebClient, update: ViewsUpdateArguments): Promise<boolean> {
  try {
    await client.views.update(update);
    return true;
  } catch (error) {
    if (slackRefusal(error) === 'not_found') return false;
    throw failureFromSlack(error, 'fill in a modal');
  }
}
