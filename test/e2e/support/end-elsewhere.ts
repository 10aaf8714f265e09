import { EC2Client, TerminateClientVpnConnectionsCommand } from '@aws-sdk/client-ec2';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { type EndpointName, endpointNamed } from './bot-config.ts';
import { eventually } from './eventually.ts';

/** Signs the calls of somebody at the AWS console, who knows nothing of the bot. */
export const consoleKeyId = 'AKIACONSOLE000000000';

/** Ends a session behind the bot's back, and waits until it is over. */
export async function endElsewhere(ec2: Ec2, endpoint: EndpointName, session: string): Promise<void> {
  const { id, region } = endpointNamed(endpoint);
  const credentials = { accessKeyId: consoleKeyId, secretAccessKey: 'secret-of-the-console' };
  const client = new EC2Client({ endpoint: ec2.url, region, credentials });
  await client.send(
    new TerminateClientVpnConnectionsCommand({ ClientVpnEndpointId: id, ConnectionId: session }),
  );
  client.destroy();

  await eventually('the end at the console', () => {
    const row = ec2.fleet().connections.find((connection) => connection.id === session);
    return row?.status === 'terminated' ? row : undefined;
  });
}
