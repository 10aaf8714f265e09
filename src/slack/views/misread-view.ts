import { closestTo } from '../../core/closest.ts';
import type { MessageView } from './blocks.ts';
import { noticeView } from './notice-view.ts';
import { listed } from './quantities.ts';
import { shown } from './shown-text.ts';

/** Why a command could not be read. */
export type Misreading =
  | { readonly kind: 'unknown_command'; readonly typed: string; readonly closest: string | undefined }
  | { readonly kind: 'nobody_named' }
  | { readonly kind: 'nobody_to_block' }
  | { readonly kind: 'connection_unblocked' }
  | { readonly kind: 'absurd_length'; readonly typed: string }
  | { readonly kind: 'unknown_length'; readonly typed: string }
  | { readonly kind: 'group_named' }
  | { readonly kind: 'not_a_person' }
  | { readonly kind: 'too_long' }
  /** Everyone, but nobody said where. */
  | { readonly kind: 'endpoint_missing' }
  | { readonly kind: 'connection_among_several' }
  | { readonly kind: 'too_many'; readonly most: number };

export function misreadView(misreading: Misreading): MessageView {
  return noticeView(`:grey_question: ${sentence(misreading)}`);
}

/** Names an endpoint that the configuration does not know, and those that it does. */
export function unknownEndpointView(text: string, known: readonly string[]): MessageView {
  const closest = closestTo(text, known);
  const guess = closest === undefined ? '' : ` Did you mean ${shown(closest)}?`;
  const names = known.length === 0 ? '' : ` There is ${listed(known.map((name) => shown(name)))}.`;
  return noticeView(`:grey_question: I know no endpoint “${shown(text)}”.${guess || names}`);
}

/** Says that a person in Slack cannot be found on the VPN, which is not the same as being off. */
export function namelessView(person: string): MessageView {
  return noticeView(
    `:grey_question: I know no VPN name of <@${person}>, so I cannot tell whether they are on. An operator can add one under \`people.map\`; or give the user name instead of the person.`,
  );
}

function sentence(misreading: Misreading): string {
  switch (misreading.kind) {
    case 'unknown_command':
      return misreading.closest === undefined
        ? `I do not know “${shown(misreading.typed)}”. \`/vpn help\` shows what I can do.`
        : `I do not know “${shown(misreading.typed)}”. Did you mean \`/vpn ${misreading.closest}\`?`;
    case 'nobody_named':
      return 'Whose session? Type `/vpn kick @person`, a user name, or a `cvpn-connection-…` id.';
    case 'nobody_to_block':
      return 'Keep whom out, or let whom in? Type `/vpn block @person 4h reason` or `/vpn unblock @person`; a user name or a certificate’s name will do as well.';
    case 'connection_unblocked':
      return 'A block is on a name, not on a connection: type `/vpn unblock @person` or the name, or press Lift in `/vpn blocks`.';
    case 'absurd_length':
      return `I cannot keep anyone out for “${shown(misreading.typed)}”. Give a time from now on, such as \`4h\` or \`2d\`, of a year at most, or \`until lifted\`.`;
    case 'unknown_length':
      return `I do not understand “${shown(misreading.typed)}”. How long? Type \`4h\`, \`2d\` or \`until lifted\`.`;
    case 'group_named':
      return 'That works for one person at a time, not for a group.';
    case 'not_a_person':
      return 'I need one @person, one @group, or a text.';
    case 'endpoint_missing':
      return 'Everyone on which endpoint? Type `/vpn kick all on ENDPOINT reason`.';
    case 'connection_among_several':
      return 'A `cvpn-connection-…` id is ended by itself; several at once are people, groups and user names.';
    case 'too_many':
      return `That is more than ${misreading.most} at once. Name a user group, or everyone: \`/vpn kick all on ENDPOINT\`.`;
    case 'too_long':
      return 'That is too long for me. Look for a part of it.';
  }
}
