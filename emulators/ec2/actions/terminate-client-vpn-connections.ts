import type { Roster } from '../model/roster.ts';
import { isLive, type Session } from '../model/session.ts';
import { statusXml } from '../wire/connection-xml.ts';
import { refuseDryRun } from '../wire/query-parameters.ts';
import { ServiceError } from '../wire/service-error.ts';
import { listElement, textElement } from '../wire/xml.ts';
import type { Action, ActionRequest, World } from './action.ts';
import { requireRoster } from './visible-endpoint.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateClientVpnConnections.html */
export const terminateClientVpnConnections: Action = {
  service: 'ec2',
  name: 'TerminateClientVpnConnections',
  parameters: ['ClientVpnEndpointId', 'ConnectionId', 'Username', 'DryRun'],

  answer(request, world) {
    const roster = requireRoster(request, world);
    const target = parseTarget(request);
    refuseDryRun(request.parameters);

    const sessions = target.kind === 'connection' ? [sessionOf(roster, target)] : sessionsOf(roster, target);
    return [
      textElement('clientVpnEndpointId', request.parameters.get('ClientVpnEndpointId')),
      textElement('username', target.kind === 'user' ? target.username : undefined),
      listElement(
        'connectionStatuses',
        sessions.map((session) => terminate(session, world)),
      ),
    ];
  },
};

type Target =
  | { readonly kind: 'connection'; readonly connectionId: string }
  | { readonly kind: 'user'; readonly username: string };

/** The model calls neither parameter required, but without one there is nothing to terminate. */
function parseTarget({ parameters }: ActionRequest): Target {
  const connectionId = parameters.get('ConnectionId');
  const username = parameters.get('Username');
  if (connectionId && username) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'The parameter ConnectionId cannot be used with the parameter Username',
    );
  }
  if (connectionId) return { kind: 'connection', connectionId };
  if (username) return { kind: 'user', username };
  throw new ServiceError(
    'MissingParameter',
    'The request must contain either the parameter ConnectionId or the parameter Username',
  );
}

/** A row that has ended is still there for an hour; like an ended instance, it is terminated again in vain. */
function sessionOf(roster: Roster, { connectionId }: { readonly connectionId: string }): Session {
  const session = roster.byId(connectionId);
  if (session === undefined) {
    throw new ServiceError(
      'InvalidClientVpnConnection.IdNotFound',
      `Connection ${connectionId} does not exist`,
    );
  }
  return session;
}

/** "This option can only be used if the user has established up to five connections." */
function sessionsOf(roster: Roster, { username }: { readonly username: string }): readonly Session[] {
  const sessions = roster.byUsername(username).filter(isLive);
  if (sessions.length === 0) {
    throw new ServiceError(
      'InvalidClientVpnConnection.UserNotFound',
      `User ${username} does not have an active connection`,
    );
  }
  if (sessions.length > mostByUsername) {
    throw new ServiceError(
      'ClientVpnTerminateConnectionsLimitExceeded',
      `User ${username} has more than ${mostByUsername} connections`,
    );
  }
  return sessions;
}

function terminate(session: Session, { fleet }: World): string {
  const { previous, current } = fleet.terminate(session);
  return [
    textElement('connectionId', session.connectionId),
    statusXml('previousStatus', previous),
    statusXml('currentStatus', current),
  ].join('');
}

const mostByUsername = 5;
