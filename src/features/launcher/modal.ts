import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { callbackIds, launcherBlocks } from '../../slack/block-kit/action-ids.ts';
import { plainText } from '../../slack/block-kit/blocks.ts';
import { lookingUpModal, modalFrame } from '../../slack/block-kit/inputs.ts';
import { type Launch, type LauncherReading, launches } from './payloads.ts';

const launchTexts = {
  who: 'See who is connected',
  me: 'See my connections',
  kick: 'Terminate connections',
  block: 'Block someone',
  history: 'See past connections',
  endpoints: 'Check the endpoints',
  help: 'See what I can do here',
} as const satisfies Record<Launch, string>;

/**
 * Asks what to do, about whom, and in which channel it counts. It is the same for everyone, because a trigger is valid
 * for three seconds: what the person may do is decided when they submit it. A global shortcut does not say where it was
 * used, so Slack itself fills in the channel that the person is looking at, also from a thread.
 *
 * @see https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#conversations_select
 */
export function launcherModal(): ModalView {
  const { what, person, name, channel } = launcherBlocks;
  return {
    ...modalFrame('VPN'),
    callback_id: callbackIds.launcher,
    submit: plainText('Continue', 24),
    blocks: [
      field('What do you want to do?', {
        type: 'static_select',
        action_id: what,
        options: launches.map(optionOf),
        initial_option: optionOf('who'),
      }),
      {
        ...field('Person', {
          type: 'users_select',
          action_id: person,
          placeholder: plainText('Choose a person', 150),
        }),
        optional: true,
      },
      {
        ...field(
          'VPN name or address',
          {
            type: 'plain_text_input',
            action_id: name,
            placeholder: plainText('bob-laptop.example.com', 150),
          },
          'Or a user name, certificate name, address, or connection ID. To see everyone, leave both empty.',
        ),
        optional: true,
      },
      field(
        'Channel',
        {
          type: 'conversations_select',
          action_id: channel,
          default_to_current_conversation: true,
          filter: { include: ['public', 'private'] },
        },
        'What you can do depends on the channel. Kicks and blocks are posted there.',
      ),
    ],
  };
}

function optionOf(launch: Launch): PlainTextOption {
  return { text: plainText(launchTexts[launch], 75), value: launch };
}

/** @param element Its action_id is also the block_id. */
function field(
  label: string,
  element: InputBlock['element'] & { readonly action_id: string },
  hint?: string,
): InputBlock {
  return {
    type: 'input',
    block_id: element.action_id,
    label: plainText(label, 75),
    element,
    ...(hint !== undefined && { hint: plainText(hint, 150) }),
  };
}

/**
 * Returns the acknowledgement of a submission: errors in the launcher, or what it shows until there is an answer.
 *
 * @param viewId The launcher's.
 */
export function answerToSubmission(reading: LauncherReading, viewId: string) {
  return reading.kind === 'wrong'
    ? ({ response_action: 'errors', errors: { ...reading.errors } } as const)
    : ({ response_action: 'update', view: submittedModal(viewId) } as const);
}

/** What a submitted launcher shows until there is an answer. Its external id says that Slack got the acknowledgement. */
export function submittedModal(viewId: string): ModalView & { readonly external_id: string } {
  return { ...lookingUpModal(), external_id: `launcher ${viewId}` };
}
