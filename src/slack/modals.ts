import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { Failure } from '../core/failure.ts';
import { failureFromSlack, slackRefusal } from './failure-from-slack.ts';

/** Modals of one person: opened with a trigger that lives three seconds, filled in later. */
export interface Modals {
  /** @returns The view's id. @throws {Failure} `slack_refused` when the trigger is too old or used. */
  open(triggerId: string, view: ModalView): Promise<string>;
  /** Nothing happens when the person has closed it meanwhile. @throws {Failure} `slack_…` */
  update(viewId: string, view: ModalView): Promise<void>;
}

export function modals(client: WebClient): Modals {
  return {
    async open(triggerId, view) {
      try {
        const { view: opened } = await client.views.open({ trigger_id: triggerId, view });
        if (opened?.id !== undefined) return opened.id;
      } catch (error) {
        throw failureFromSlack(error, 'open a modal');
      }
      throw new Failure('slack_refused', 'Slack opened a modal without an id');
    },
    async update(viewId, view) {
      try {
        await client.views.update({ view_id: viewId, view });
      } catch (error) {
        if (slackRefusal(error) === 'not_found') return;
        throw failureFromSlack(error, 'fill in a modal');
      }
    },
  };
}
