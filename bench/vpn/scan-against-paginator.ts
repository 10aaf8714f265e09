import { EC2Client, paginateDescribeClientVpnConnections } from '@aws-sdk/client-ec2';
import { ask } from '../figure.ts';
import { botGateway, endpoint } from './bot-gateway.ts';
import { type EmulatedVpn, named } from './emulated-vpn.ts';
import { ratios } from './rounds.ts';

const row = {
  question: 'full scan of 126,000 / a loop over the SDK’s paginator',
  unit: '×',
  bound: 0.8,
  judgedBy: 'median',
} as const;

/** How long does a full scan take, against the loop that the SDK's own paginator makes easy? */
export function scanAgainstPaginator(vpn: EmulatedVpn) {
  return ask([row], async () => {
    const gateway = botGateway(vpn);
    const client = new EC2Client({ region: named.region });
    const measured = await ratios(
      () => gateway.scan(endpoint),
      () => readAll(client),
    );
    client.destroy();
    return [{ measured }];
  });
}

async function readAll(client: EC2Client): Promise<number> {
  let count = 0;
  const pages = paginateDescribeClientVpnConnections(
    { client, pageSize: 1_000 },
    { ClientVpnEndpointId: named.id },
  );
  for await (const { Connections = [] } of pages) count += Connections.length;
  return count;
}
