import type { ConnectionTable } from '../model/connection-table.ts';
import type { VpnEndpoint } from '../model/vpn-endpoint.ts';
import { requireParameter } from '../wire/query-parameters.ts';
import { ServiceError } from '../wire/service-error.ts';
import type { ActionContext, ActionRequest } from './action.ts';

/** Endpoints exist in one Region and one account; from anywhere else they do not. */
export function visibleEndpoints(
  { region, caller }: ActionRequest,
  { fleet }: ActionContext,
): readonly VpnEndpoint[] {
  return fleet.endpoints.filter(
    (endpoint) =>
      endpoint.region === region &&
      (endpoint.accountId === undefined || endpoint.accountId === caller.accountId),
  );
}

/** The connections of the endpoint that the request names. */
export function requireConnectionTable(request: ActionRequest, context: ActionContext): ConnectionTable {
  const endpointId = requireParameter(request.parameters, 'ClientVpnEndpointId');
  const endpoint = visibleEndpoints(request, context).find(({ id }) => id === endpointId);
  const table = context.fleet.connectionTable(endpointId);
  if (endpoint === undefined || table === undefined) throw endpointNotFound(endpointId);
  if (!context.fleet.isAssociated(endpointId)) {
    throw new ServiceError(
      'InvalidClientVpnActiveAssociationNotFound',
      `Endpoint ${endpointId} is not associated with a target network`,
    );
  }
  return table;
}

export function endpointNotFound(endpointId: string): ServiceError {
  return new ServiceError('InvalidClientVpnEndpointId.NotFound', `Endpoint ${endpointId} does not exist`);
}
