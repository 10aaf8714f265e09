import type { ConnectionTable } from '../model/connection-table.ts';
import type { VpnConnection } from '../model/vpn-connection.ts';
import { pageOf } from '../wire/connection-pages.ts';
import type { Body } from '../wire/dialect.ts';
import { type Filter, parseFilters, parseMaxResults, refuseDryRun } from '../wire/query-parameters.ts';
import { textElement } from '../wire/xml.ts';
import type { Action } from './action.ts';
import { requireConnectionTable } from './visible-endpoint.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeClientVpnConnections.html */
export const describeClientVpnConnections: Action = {
  service: 'ec2',
  name: 'DescribeClientVpnConnections',
  parameters: ['ClientVpnEndpointId', 'Filter', 'MaxResults', 'NextToken', 'DryRun'],

  answer(request, context) {
    const { parameters } = request;
    const table = requireConnectionTable(request, context);
    const filters = parseFilters(parameters, ['connection-id', 'username']);
    const limit = parseMaxResults(parameters);
    const token = parameters.get('NextToken');
    const list = JSON.stringify([parameters.get('ClientVpnEndpointId'), filters]);
    const after = token ? context.tokens.open(list, token) : beforeAll;
    refuseDryRun(parameters);

    const { xml, last } =
      filters.length === 0
        ? context.pages.page(table, after, limit)
        : pageOf(connectionsMatching(table, filters, after), limit, context.fleet.now());
    return wrap(xml, last === undefined ? '' : context.tokens.seal(list, last));
  },
};

/** An empty `<nextToken/>` ends the list: SDKs read it as an empty string. */
function wrap(xml: Buffer, nextToken: string): Body {
  const token = textElement('nextToken', nextToken);
  return xml.length === 0 ? ['<connections/>', token] : [listStart, xml, listEnd, token];
}

/** Values of one filter are alternatives; of several filters, all must match. Wildcards are plain characters. */
function connectionsMatching(
  table: ConnectionTable,
  filters: readonly Filter[],
  after: number,
): readonly VpnConnection[] {
  const [first, ...others] = filters.map(
    ({ name, values }) => new Set(values.flatMap((value) => connectionsNamed(table, name, value))),
  );
  return [...(first ?? [])]
    .filter((connection) => connection.sequence > after && others.every((other) => other.has(connection)))
    .sort((one, other) => one.sequence - other.sequence);
}

function connectionsNamed(table: ConnectionTable, filter: string, value: string): readonly VpnConnection[] {
  if (filter === 'username') return table.byUsername(value);
  const connection = table.byId(value);
  return connection === undefined ? [] : [connection];
}

const beforeAll = -1;
const listStart = Buffer.from('    <connections>\n');
const listEnd = Buffer.from('    </connections>\n');
