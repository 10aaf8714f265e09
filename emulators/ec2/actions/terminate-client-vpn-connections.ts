import type { ConnectionTable } from '../model/connection-table.ts';
import { isLive, type VpnConnection } from '../model/vpn-connection.ts';
import { statusXml } from '../wire/connection-xml.ts';
import { refuseDryRun } from '../wire/query-parameters.ts';
import { ServiceError } from '../wire/service-error.ts';
import { listElement, textElement } from '../wire/xml.ts';
import type { Action, ActionContext, ActionRequest } from './action.ts';
import { requireConnectionTable } from './visible-endpoint.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateClientVpnConnections.html */
export const terminateClientVpnConnections: Action = {
  service: 'ec2',
  name: 'TerminateClientVpnConnections',
  parameters: ['ClientVpnEndpointId', 'ConnectionId', 'Username', 'DryRun'],

  answer(request, context) {
    const table = requireConnectionTable(request, context);
    const target = parseTarget(request);
    refuseDryRun(request.parameters);

    const connections =
      target.kind === 'connection' ? [connectionWithId(table, target)] : connectionsOfUser(table, target);
    return [
      textElement('clientVpnEndpointId', request.parameters.get('ClientVpnEndpointId')),
      textElement('username', target.kind === 'user' ? target.username : undefined),
      listElement(
        'connectionStatuses',
        connections.map((connection) => terminate(connection, context)),
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
function connectionWithId(
  table: ConnectionTable,
  { connectionId }: { readonly connectionId: string },
): VpnConnection {
  const connection = table.byId(connectionId);
  if (connection === undefined) {
    throw new ServiceError(
      'InvalidClientVpnConnection.IdNotFound',
      `Connection ${connectionId} does not exist`,
    );
  }
  return connection;
}

/** "This option can only be used if the user has established up to five connections." */
function connectionsOfUser(
  table: ConnectionTable,
  { username }: { readonly username: string },
): readonly VpnConnection[] {
  const connections = table.byUsername(username).filter(isLive);
  if (connections.length === 0) {
    throw new ServiceError(
      'InvalidClientVpnConnection.UserNotFound',
      `User ${username} does not have an active connection`,
    );
  }
  if (connections.length > maxByUsername) {
    throw new ServiceError(
      'ClientVpnTerminateConnectionsLimitExceeded',
      `User ${username} has more than ${maxByUsername} connections`,
    );
  }
  return connections;
}

function terminate(connection: VpnConnection, { fleet }: ActionContext): string {
  const { previous, current } = fleet.terminate(connection);
  return [
    textElement('connectionId', connection.connectionId),
    statusXml('previousStatus', previous),
    statusXml('currentStatus', current),
  ].join('');
}

const maxByUsername = 5;
