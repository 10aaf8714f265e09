import { useProxy } from '../app/use-proxy.ts';
import { answerArrival, type ConnectDesk, type OpenTable, warmUp } from './answer-arrival.ts';
import type { ConnectAnswer } from './connect-answer.ts';
import { signedTable, type TablePlace } from './signed-table.ts';

/**
 * The client connect handler, `AWSClientVPN-bouncer` in each Region: the Client VPN service asks it about everybody who
 * connects, after it has found out who they are. Its only dependency is the table of blocks, named by its environment:
 *
 * - `BLOCKS_TABLE`, and `BLOCKS_REGION` where that is another Region than the function's own, which then has a replica
 * - `BLOCKS_ON_ERROR`: `allow` or `deny`, what happens to everybody while the table cannot be read
 */
export async function handler(event: unknown): Promise<ConnectAnswer> {
  return answerArrival(desk, event);
}

useProxy(process.env);
const desk: ConnectDesk = {
  table: tableFrom(process.env),
  replica: replicaFrom(process.env),
  onError: process.env.BLOCKS_ON_ERROR === 'allow' ? 'allow' : 'deny',
  now: () => new Date(),
  log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
};

await warmUp(desk);

/** A function without its table is one whose list cannot be read; it does not fail before it can say so. */
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
