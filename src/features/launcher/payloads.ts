import { type ChannelId, parseChannelId, parseConnectionId, parsePersonId } from '../../domain/ids.ts';
import type { ExactTargetRef, SingleTargetRef } from '../../domain/target.ts';
import { withoutInvisible } from '../../domain/visible-text.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { callbackIds, launcherBlocks } from '../../slack/block-kit/action-ids.ts';
import type { VpnCommand } from '../../slack/command/parse-command.ts';
import { type SlackRequest, textAt } from '../../slack/slack-request.ts';

// The ingress on AWS answers submissions of the launcher with this file, so it uses no schema.

/** What can be chosen in the launcher. These are values in open modals, so they never change. */
export const launches = ['who', 'me', 'kick', 'block', 'history', 'endpoints', 'help'] as const;
export type Launch = (typeof launches)[number];

/** What someone chose in the launcher: a command, and the channel in which it counts. */
export interface Launched {
  readonly channel: ChannelId;
  readonly command: VpnCommand;
}

export type LauncherReading =
  | { readonly kind: 'launched'; readonly launched: Launched }
  | WrongField
  /** A modal of another version. */
  | { readonly kind: 'unknown' };

interface WrongField {
  readonly kind: 'wrong';
  /** What is wrong with the field, by its block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Whether a request is a submission of the launcher. */
export function isLauncherSubmission(request: SlackRequest): boolean {
  return (
    request.type === 'view_submission' && textAt(request, 'view', 'callback_id') === callbackIds.launcher
  );
}

/** Reads a submission of the launcher. Nothing is looked up, and nothing in it is a permission. */
export function readLauncher(request: SlackRequest): LauncherReading {
  const launch = launches.find(
    (each) => each === chosen(request, launcherBlocks.what, 'selected_option', 'value'),
  );
  const channel = parseChannelId(chosen(request, launcherBlocks.channel, 'selected_conversation'));
  if (launch === undefined || channel === undefined) return { kind: 'unknown' };

  const command = commandFrom(launch, targetIn(request));
  return command.kind === 'wrong' ? command : { kind: 'launched', launched: { channel, command } };
}

function chosen(request: SlackRequest, block: string, ...path: readonly string[]): string {
  return textAt(request, 'view', 'state', 'values', block, block, ...path);
}

type LaunchTarget = ExactTargetRef | { readonly kind: 'none' } | WrongField;

const { person: personField, name: nameField } = launcherBlocks;
/** No name on AWS is longer. */
const maxNameLength = 255;

/** Reads an exact target: a name is never read as several words of a command. */
function targetIn(request: SlackRequest): LaunchTarget {
  const person = parsePersonId(chosen(request, personField, 'selected_user'));
  const name = withoutInvisible(chosen(request, nameField, 'value')).trim();
  if (name === '') return person === undefined ? { kind: 'none' } : { kind: 'person', person };
  if (person !== undefined) return wrong(nameField, 'Choose a person or enter a name, not both.');
  if (name.startsWith('@')) return wrong(nameField, 'Enter a VPN name without @, or choose a person above.');
  if ([...name].length > maxNameLength) return wrong(nameField, `Enter at most ${maxNameLength} characters.`);

  const connection = parseConnectionId(foldName(name));
  return connection === undefined ? { kind: 'name', name } : { kind: 'connection', connection };
}

function wrong(field: string, error: string): WrongField {
  return { kind: 'wrong', errors: { [field]: error } };
}

function commandFrom(launch: Launch, target: LaunchTarget): VpnCommand | WrongField {
  if (target.kind === 'wrong') return target;
  switch (launch) {
    case 'who':
    case 'history':
      return { kind: launch, targetRef: soughtIn(target), on: undefined };
    case 'kick':
      return target.kind === 'none'
        ? nobodyChosen
        : { kind: launch, targetRef: target, on: undefined, breakGlass: false, reason: '' };
    case 'block':
      return target.kind === 'none'
        ? nobodyChosen
        : { kind: launch, targetRef: target, on: undefined, length: undefined, reason: '' };
    case 'me':
    case 'endpoints':
    case 'help': {
      const field = target.kind === 'person' ? personField : nameField;
      if (target.kind !== 'none') return wrong(field, 'Leave this empty for what you chose above.');
      return launch === 'help' ? { kind: launch, topic: undefined } : { kind: launch };
    }
  }
}

const nobodyChosen = wrong(personField, 'Choose a person, or enter a VPN name below.');

function soughtIn(target: Exclude<LaunchTarget, WrongField>): SingleTargetRef {
  if (target.kind === 'none') return { kind: 'everyone' };
  return target.kind === 'name' ? { kind: 'text', text: target.name } : target;
}
