import { refuseDryRun, requireParameter } from '../wire/query-parameters.ts';
import { ServiceError } from '../wire/service-error.ts';
import { textElement } from '../wire/xml.ts';
import type { Action } from './action.ts';
import { endpointNotFound, visibleEndpoints } from './visible-endpoint.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetClientVpnEndpointAuthorizationPolicy.html */
export const getClientVpnEndpointAuthorizationPolicy: Action = {
  service: 'ec2',
  name: 'GetClientVpnEndpointAuthorizationPolicy',
  parameters: ['ClientVpnEndpointId', 'DryRun'],

  answer(request, context) {
    const id = requireParameter(request.parameters, 'ClientVpnEndpointId');
    const endpoint = visibleEndpoints(request, context).find((visible) => visible.id === id);
    if (endpoint === undefined) throw endpointNotFound(id);
    refuseDryRun(request.parameters);
    const { authorizationPolicy: policy } = endpoint;
    if (policy === undefined) {
      throw new ServiceError(
        'InvalidClientVpnEndpointAuthorizationPolicy.NotFound',
        `Endpoint ${id} has no authorization policy`,
      );
    }
    return [
      textElement('clientVpnEndpointId', id),
      textElement('policyDocument', policy.document),
      textElement('description', ''),
      textElement('shadowMode', policy.isShadow ? 'enabled' : 'disabled'),
      textElement('status', policy.status ?? 'active'),
    ];
  },
};
