import type { VpnEndpoint } from '../model/vpn-endpoint.ts';
import { parseFilters, parseMaxResults, refuseDryRun, requireParameter } from '../wire/query-parameters.ts';
import { element, listElement, textElement } from '../wire/xml.ts';
import type { Action } from './action.ts';
import { endpointNotFound, visibleEndpoints } from './visible-endpoint.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnTargetNetworks.html */
export const describeClientVpnTargetNetworks: Action = {
  service: 'ec2',
  name: 'DescribeClientVpnTargetNetworks',
  parameters: ['ClientVpnEndpointId', 'Filter', 'MaxResults', 'DryRun'],

  answer(request, context) {
    const id = requireParameter(request.parameters, 'ClientVpnEndpointId');
    const filters = parseFilters(request.parameters, ['association-id', 'target-network-id', 'vpc-id']);
    const limit = parseMaxResults(request.parameters);
    const endpoint = visibleEndpoints(request, context).find((visible) => visible.id === id);
    if (endpoint === undefined) throw endpointNotFound(id);
    refuseDryRun(request.parameters);

    const networks = context.fleet.isAssociated(id) ? networksOf(endpoint) : [];
    const found = networks.filter((network) =>
      filters.every(({ name, values }) => values.includes(network[name] ?? '')),
    );
    return [
      listElement(
        'clientVpnTargetNetworks',
        found.slice(0, limit).map((network) => networkXml(id, network)),
      ),
      '<nextToken/>',
    ];
  },
};

type Network = Readonly<Record<string, string>>;

/** Each in an Availability Zone of its own. */
function networksOf({ id, networks = 2 }: VpnEndpoint): readonly Network[] {
  const unique = id.slice(-12);
  return Array.from({ length: networks }, (_, index) => ({
    'association-id': `cvpn-assoc-${unique}${String(index).padStart(5, '0')}`,
    'target-network-id': `subnet-${unique}${String(index).padStart(5, '0')}`,
    'vpc-id': `vpc-${unique}00000`,
  }));
}

function networkXml(endpointId: string, network: Network): string {
  return [
    textElement('associationId', network['association-id'] ?? ''),
    textElement('clientVpnEndpointId', endpointId),
    listElement('securityGroups', []),
    element('status', textElement('code', 'associated'), '<message/>'),
    textElement('targetNetworkId', network['target-network-id'] ?? ''),
    textElement('vpcId', network['vpc-id'] ?? ''),
  ].join('');
}
