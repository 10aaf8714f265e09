import type { VpnEndpoint } from '../model/vpn-endpoint.ts';
import { endpointXml, transportProtocol } from '../wire/endpoint-xml.ts';
import {
  type Filter,
  listParameter,
  parseFilters,
  parseMaxResults,
  refuseDryRun,
} from '../wire/query-parameters.ts';
import { listElement, textElement } from '../wire/xml.ts';
import type { Action, ActionContext, ActionRequest } from './action.ts';
import { endpointNotFound, visibleEndpoints } from './visible-endpoint.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnEndpoints.html */
export const describeClientVpnEndpoints: Action = {
  service: 'ec2',
  name: 'DescribeClientVpnEndpoints',
  parameters: ['ClientVpnEndpointId', 'Filter', 'MaxResults', 'NextToken', 'DryRun'],

  answer(request, context) {
    const { parameters } = request;
    const filters = parseFilters(parameters, ['endpoint-id', 'transport-protocol']);
    const limit = parseMaxResults(parameters);
    const endpoints = namedEndpoints(request, context).filter((endpoint) =>
      filters.every((filter) => filter.values.includes(filteredValue(endpoint, filter))),
    );
    const list = JSON.stringify([endpointList, request.region, filters]);
    const token = parameters.get('NextToken');
    const start = token ? context.tokens.open(list, token) : 0;
    refuseDryRun(parameters);

    const end = start + limit;
    const items = endpoints
      .slice(start, end)
      .map((endpoint) => endpointXml(endpoint, context.fleet, request.caller.accountId));
    return [
      listElement('clientVpnEndpoint', items),
      end < endpoints.length ? textElement('nextToken', context.tokens.seal(list, end)) : '<nextToken/>',
    ];
  },
};

function namedEndpoints(request: ActionRequest, context: ActionContext): readonly VpnEndpoint[] {
  const visible = visibleEndpoints(request, context);
  const ids = listParameter(request.parameters, 'ClientVpnEndpointId');
  const unknown = ids.find((id) => !visible.some((endpoint) => endpoint.id === id));
  if (unknown !== undefined) throw endpointNotFound(unknown);
  return ids.length === 0 ? visible : visible.filter(({ id }) => ids.includes(id));
}

function filteredValue(endpoint: VpnEndpoint, { name }: Filter): string {
  return name === 'endpoint-id' ? endpoint.id : transportProtocol;
}

const endpointList = 'endpoints';
