import { useProxy } from '../app/use-proxy.ts';
import {
  answerConnectEvent,
  type ConnectAnswer,
  type ConnectDeps,
  type OpenTable,
  warmUp,
} from './answer-connect-event.ts';
import { signedTable, type TablePlace } from './signed-table.ts';

/**
 * The client connect handler, `AWSClientVPN-bouncer` in each Region. Client VPN invokes it for everyone who connects,
 * after it has authenticated them. Its only dependency is the table of blocks, named by environment variables:
 *
 * - `BLOCKS_TABLE`, and `BLOCKS_REGION` if the table is in another Region, in which case the function's own has a replica
 * - `BLOCKS_ON_ERROR`: `allow` or `deny`, the answer for everyone while the table cannot be read
 */
export async function handler(event: unknown): Promise<ConnectAnswer> {
  return answerConnectEvent(deps, event);
}

useProxy(process.env);
const deps: ConnectDeps = {
  table: tableFrom(process.env),
  replica: replicaFrom(process.env),
  onError: process.env.BLOCKS_ON_ERROR === 'allow' ? 'allow' : 'deny',
  now: () => new Date(),
  log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
};

await warmUp(deps);

/** Returns the table. A missing setting fails at the first read, so that `BLOCKS_ON_ERROR` still applies. */
function tableFrom(environment: NodeJS.ProcessEnv): OpenTable {
  const place = placeFrom(environment, environment.BLOCKS_REGION || environment.AWS_REGION);
  if (place !== undefined) return signedTable(place);
  return () => {
    throw new Error('BLOCKS_TABLE, a Region or credentials are not set');
  };
}

function replicaFrom(environment: NodeJS.ProcessEnv): OpenTable | undefined {
  const { BLOCKS_REGION: home, AWS_REGION: region } = environment;
  const place = home && home !== region ? placeFrom(environment, region) : undefined;
  return place && signedTable(place);
}

function placeFrom(environment: NodeJS.ProcessEnv, region: string | undefined): TablePlace | undefined {
  const name = environment.BLOCKS_TABLE;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!name || !region || !accessKeyId || !secretAccessKey) return undefined;

  const sessionToken = environment.AWS_SESSION_TOKEN;
  return {
    name,
    region,
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB || environment.AWS_ENDPOINT_URL || undefined,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  };
}
