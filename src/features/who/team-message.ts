import type { KnownBlock } from '@slack/types';
import { isBlind, type ListedConnection } from '../../domain/connection-list.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { Member, TeamList } from '../../domain/team-list.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, listed } from '../../slack/block-kit/quantities.ts';
import { connectionRow, detailsSelect, namePlain } from '../connections/connection-row.ts';
import {
  certificateOnlyBlocks,
  coverageBlocks,
  coverageText,
  type ListCaption,
  unknownTitle,
} from '../connections/coverage-blocks.ts';
import { blockIdFromListState, type ListState, rowId } from '../connections/payloads.ts';
import type { ConnectionOutcome } from '../connections/row-outcome.ts';

/** The most rows that a team's list has. */
export const maxTeamRows = 15;
/** Maximum rows; a lower limit applies if Slack would reject the message. Rows that are left out are counted. */
const rowCounts = [maxTeamRows, 10, 5] as const;
/** Names of members without a row that are shown for each possible row. */
const namesPerRow = 3;
const longestName = 80;
const longestDisplayName = 40;

/** Shows which members of a user group are connected and which are not, by name: a shared list must notify no one. */
export function teamView(
  team: TeamList,
  state: ListState,
  { about, sharedBy }: ListCaption,
  outcome?: ConnectionOutcome,
): MessageView {
  const title = teamTitle(team);
  const hasButton = sharedBy === undefined;
  const rows = team.on.flatMap(({ person, connections }) => connections.map((item) => ({ person, item })));

  return fitted(rowCounts, (most) =>
    messageView(title, [
      header(title),
      context(coverageText(team, { about, sharedBy })),
      ...coverageBlocks(team),
      ...rows.slice(0, most).map(({ person, item }, index) => {
        const id = rowId({ place: 'row', state }, index, item.connection.id);
        const prefix = `${displayName(person)}  `;
        return connectionRow(item, { prefix, asOf: team.asOf, most: longestName, hasButton, outcome, id });
      }),
      ...(rows.length > most ? [context(`and ${counted(rows.length - most, 'more connection')}`)] : []),
      ...(team.possible.length > 0 ? [section(`*Possibly connected*: ${possibleText(team)}`)] : []),
      ...(team.off.length > 0 ? [section(`${offText(team)}: ${people(team.off, most)}`)] : []),
      ...(team.unknown.length > 0 ? [section(`*No known VPN name*: ${people(team.unknown, most)}`)] : []),
      ...(team.unverifiable.length > 0
        ? [section(unverifiableText(team.unverifiable, most, !hasButton))]
        : []),
      ...certificateOnlyBlocks(team.certificateOnly, 'one of these people'),
      ...(hasButton
        ? [
            controls(
              state,
              rows.slice(0, most).map(({ item }) => item),
            ),
          ]
        : []),
    ]),
  );
}

export function teamTitle(team: TeamList): string {
  if (isBlind(team)) return unknownTitle;

  const size =
    team.on.length + team.off.length + team.possible.length + team.unknown.length + team.unverifiable.length;
  const uncertain = [team.unavailable, team.reading, team.possible, team.unverifiable];
  const isLeast = uncertain.some(({ length }) => length > 0);
  if (isLeast && team.on.length === 0) return `0 of ${counted(size, 'member')} known to be connected`;
  const least = isLeast ? 'At least ' : '';
  return `${least}${team.on.length.toLocaleString('en')} of ${counted(size, 'member')} connected`;
}

/** A member who may be connected on an endpoint that could not be read is not said to be disconnected. */
export function offText(team: TeamList): string {
  const { unavailable, stale, reading, certificateOnly } = team;
  if (isBlind(team)) return '*Unknown*';
  if (reading.length > 0) return '*Not found so far*';
  if (certificateOnly.length > 0 && unavailable.length + stale.length === 0) return '*No exact match*';
  return unavailable.length > 0 || stale.length > 0
    ? '*Not found on the endpoints that responded*'
    : '*Not connected*';
}

export function possibleText({ possible }: TeamList): string {
  const texts = possible.map(({ person, connections }) => {
    const names = connections.map(
      ({ connection, endpoint }) => `${shownBold(namePlain(connection, 50))} on ${shown(endpoint.name)}`,
    );
    return `${displayName(person)} (${listed([...new Set(names)], 3)})`;
  });
  return listed(texts, 10);
}

/** The names of these members are unknown, and a mention in a channel would notify them. */
function unverifiableText(ids: readonly PersonId[], maxRows: number, isShared: boolean): string {
  const members = isShared
    ? counted(ids.length, 'more member')
    : listed(
        ids.map((id) => `<@${id}>`),
        namesPerRow * maxRows,
      );
  return `*Unknown*: Slack returned no details for ${members}. They may be connected. Try again in a minute.`;
}

function people(members: readonly Member[], maxRows: number): string {
  return listed(members.map(displayName), namesPerRow * maxRows);
}

export function displayName({ name }: Member): string {
  return shown(name, longestDisplayName);
}

function controls(state: ListState, rows: readonly ListedConnection[]): KnownBlock {
  return actions(blockIdFromListState(state), [
    button(actionIds.refresh, 'Refresh', '0'),
    button(actionIds.share, 'Share', '0'),
    ...detailsSelect(rows),
  ]);
}
