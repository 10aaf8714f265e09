import type { KnownBlock } from '@slack/types';
import type { Person } from '../../core/person.ts';
import type { SeenSession, TeamSighting } from '../../core/sighting.ts';
import { blockIdFromListState, type ListState } from '../identifiers/list-state.ts';
import { actionIds } from '../identifiers/names.ts';
import { valueFromSessionButton } from '../identifiers/session-button.ts';
import { actions, button, context, header, type MessageView, messageView, section } from './blocks.ts';
import { missingBlocks } from './list-view.ts';
import { timeText } from './quantities.ts';
import { sessionText } from './session-lines.ts';
import { shown } from './shown-text.ts';

/** More rows than this would not fit into one message; the others are counted. */
const mostRows = 15;
const mostNames = 60;

/** Shows who of a user group is on the VPN, and who is not. */
export function teamView(team: TeamSighting, state: ListState, sharedBy?: string): MessageView {
  const size = team.on.length + team.off.length + team.unknown.length;
  const title = `${team.on.length} of ${size} on the VPN`;
  const rows = team.on.flatMap(({ person, sessions }) => sessions.map((session) => ({ person, session })));

  return messageView(title, [
    header(title),
    context(contextText(team, state, sharedBy)),
    ...missingBlocks(team.missing),
    ...rows
      .slice(0, mostRows)
      .map(({ person, session }) => row(person, session, team.asOf, sharedBy === undefined)),
    ...(rows.length > mostRows ? [context(`and ${rows.length - mostRows} more sessions`)] : []),
    ...(team.off.length > 0 ? [section(`*Off* · ${people(team.off.map(({ id }) => id))}`)] : []),
    ...(team.unknown.length > 0
      ? [section(`*Unknown* · ${people(team.unknown)} (I know no VPN name of them)`)]
      : []),
    ...(sharedBy === undefined ? [controls(state)] : []),
  ]);
}

function contextText(
  { endpoints, asOf }: TeamSighting,
  { whom }: ListState,
  sharedBy: string | undefined,
): string {
  return [
    ...(whom.kind === 'group' ? [`<!subteam^${whom.group}>`] : []),
    endpoints.map(({ name }) => shown(name)).join(', '),
    `as of ${timeText(asOf, 'seconds')}`,
    ...(sharedBy === undefined ? [] : [`shared by <@${sharedBy}>`]),
  ].join(' · ');
}

function row(person: Person, session: SeenSession, asOf: Date, hasButton: boolean): KnownBlock {
  const text = `<@${person.id}>  ${sessionText(session, asOf)}`;
  if (!session.mayEnd || !hasButton) return section(text);

  const value = valueFromSessionButton({
    connection: session.connection.id,
    on: session.endpoint.name,
    asOf,
  });
  return section(text, { accessory: button(actionIds.terminate, 'Terminate', value, 'danger') });
}

function people(ids: readonly string[]): string {
  const named = ids
    .slice(0, mostNames)
    .map((id) => `<@${id}>`)
    .join(', ');
  return ids.length > mostNames ? `${named} and ${ids.length - mostNames} more` : named;
}

function controls(state: ListState): KnownBlock {
  return actions(blockIdFromListState(state), [
    button(actionIds.refresh, 'Refresh', '0'),
    button(actionIds.share, 'Share', '0'),
  ]);
}
