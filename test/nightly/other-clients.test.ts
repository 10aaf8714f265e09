import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Ec2 } from '../../emulators/ec2/start-ec2.ts';
import { ec2ForTest, prodEu } from '../emulators/ec2/ec2-for-test.ts';

const hasAwsCli = runs('aws', '--version');

describe.skipIf(!hasAwsCli)(
  `the AWS CLI${hasAwsCli ? '' : ' (skipped: there is no aws on this machine)'}`,
  () => {
    it('stops after --max-items, resumes from its --starting-token, and pages through the rest', async () => {
      const ec2 = await ec2ForTest({ connections: 23 });
      const describeConnections = async (...words: readonly string[]) =>
        JSON.parse((await aws(ec2, 'describe-client-vpn-connections', ...words)).stdout);

      const first = await describeConnections('--max-items', '5', '--page-size', '5');
      const rest = await describeConnections('--starting-token', first.NextToken, '--page-size', '10');

      const idsIn = ({ Connections }: { Connections: readonly Row[] }) =>
        Connections.map(({ ConnectionId }) => ConnectionId);
      expect([idsIn(first).length, idsIn(rest).length]).toEqual([5, 18]);
      expect(new Set([...idsIn(first), ...idsIn(rest)]).size).toBe(23);
      expect(ec2.calls().map(({ parameters }) => parameters.MaxResults)).toEqual(['5', '10', '10']);
    });

    it('filters by user name and terminates by it', async () => {
      const ec2 = await ec2ForTest({ connections: 5 });
      const connectionId = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });

      const found = await aws(
        ec2,
        'describe-client-vpn-connections',
        '--filters',
        'Name=username,Values=bob@example.com',
      );
      const ended = await aws(ec2, 'terminate-client-vpn-connections', '--username', 'bob@example.com');

      expect(JSON.parse(found.stdout).Connections).toMatchObject([
        { ConnectionId: connectionId, Status: { Code: 'active' }, ConnectionEndTime: '-' },
      ]);
      expect(JSON.parse(ended.stdout)).toEqual({
        ClientVpnEndpointId: prodEu,
        Username: 'bob@example.com',
        ConnectionStatuses: [
          {
            ConnectionId: connectionId,
            PreviousStatus: { Code: 'active', Message: '' },
            CurrentStatus: { Code: 'terminating', Message: '' },
          },
        ],
      });
    });

    it('shows EC2’s messages for a dry run and a missing endpoint', async () => {
      const ec2 = await ec2ForTest();

      await expect(aws(ec2, 'describe-client-vpn-connections', '--dry-run')).rejects.toMatchObject({
        stderr: expect.stringContaining('(DryRunOperation)'),
      });
      await expect(
        aws(ec2, 'describe-client-vpn-connections', '--client-vpn-endpoint-id', 'cvpn-endpoint-0'),
      ).rejects.toMatchObject({ stderr: expect.stringContaining('(InvalidClientVpnEndpointId.NotFound)') });
    });
  },
);

it('boto3 pages, filters, dry-runs, terminates, assumes a role and reads a secret', async ({ skip }) => {
  const ec2 = await ec2ForTest({ connections: 12, secrets: { slack: 'xoxb-1' } });
  ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });

  const { code, stdout, stderr } = await python(boto3Script, ec2);
  if (code === 'ENOENT' || stderr.includes("No module named 'boto3'"))
    skip('python3 has no boto3 on this machine');

  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    pages: [5, 5, 3],
    found: ['bob@example.com'],
    dryRun: 'DryRunOperation',
    ended: ['active', 'terminating'],
    again: 'InvalidClientVpnConnection.UserNotFound',
    endpoints: [prodEu],
    identity: 'arn:aws:sts::444455556666:assumed-role/bouncer/helga',
    secret: 'xoxb-1',
  });
});

interface Row {
  readonly ConnectionId: string;
}

const boto3Script = `
import boto3, botocore.exceptions, json, sys
endpoint = sys.argv[1]
ec2 = boto3.client("ec2")
def code(call, **parameters):
    try:
        call(ClientVpnEndpointId=endpoint, **parameters)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
pages = ec2.get_paginator("describe_client_vpn_connections").paginate(
    ClientVpnEndpointId=endpoint, PaginationConfig={"PageSize": 5})
found = ec2.describe_client_vpn_connections(
    ClientVpnEndpointId=endpoint, Filters=[{"Name": "username", "Values": ["bob@example.com"]}])
ended = ec2.terminate_client_vpn_connections(ClientVpnEndpointId=endpoint, Username="bob@example.com")
role = boto3.client("sts").assume_role(
    RoleArn="arn:aws:iam::444455556666:role/bouncer", RoleSessionName="helga")["Credentials"]
assumed = boto3.client("sts", aws_access_key_id=role["AccessKeyId"],
    aws_secret_access_key=role["SecretAccessKey"], aws_session_token=role["SessionToken"])
status = ended["ConnectionStatuses"][0]
print(json.dumps({
    "pages": [len(page["Connections"]) for page in pages],
    "found": [row["Username"] for row in found["Connections"]],
    "dryRun": code(ec2.terminate_client_vpn_connections, Username="bob@example.com", DryRun=True),
    "ended": [status["PreviousStatus"]["Code"], status["CurrentStatus"]["Code"]],
    "again": code(ec2.terminate_client_vpn_connections, Username="nobody@example.com"),
    "endpoints": [each["ClientVpnEndpointId"] for each in ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"]],
    "identity": assumed.get_caller_identity()["Arn"],
    "secret": boto3.client("secretsmanager").get_secret_value(SecretId="slack")["SecretString"],
}))
`;

/** For `prod-eu`, unless the words name another endpoint: the last of a flag counts. */
async function aws(ec2: Ec2, command: string, ...words: readonly string[]) {
  return promisify(execFile)(
    'aws',
    ['ec2', command, '--output', 'json', '--client-vpn-endpoint-id', prodEu, ...words],
    { env: awsEnv(ec2) },
  );
}

/** Runs a script for `prod-eu`. @returns Also what it printed if it failed. */
async function python(script: string, ec2: Ec2) {
  const run = promisify(execFile)('python3', ['-c', script, prodEu], { env: awsEnv(ec2) });
  return run.then(
    (printed) => ({ code: 0, ...printed }),
    ({ code, stdout, stderr }: { code: unknown; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
}

function awsEnv(ec2: Ec2): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: ec2.url,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  };
}

function runs(command: string, ...words: readonly string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}
