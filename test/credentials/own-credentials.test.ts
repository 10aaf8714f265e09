import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Ec2Clients } from '../../src/aws/ec2-clients.ts';
import { Ec2VpnGateway } from '../../src/aws/ec2-vpn-gateway.ts';
import type { Failure } from '../../src/domain/failure.ts';
import { emulateAws, endpoint, helga } from '../aws/emulated-aws.ts';

const role = 'arn:aws:iam::111122223333:role/bouncer';

it.each([
  {
    what: 'a token file that is not there',
    file: (folder: string) => join(folder, 'token'),
    why: 'no such file',
  },
  { what: 'a token file that is a folder', file: (folder: string) => folder, why: 'it’s a folder' },
])(
  '$what is credentials that can’t be read, for a look and for an act, and nothing is in doubt',
  async ({ file, why }) => {
    const folder = aFolder();
    const { gateway, failures } = await aGateway({
      AWS_WEB_IDENTITY_TOKEN_FILE: file(folder),
      AWS_ROLE_ARN: role,
    });

    const look = gateway.connections(endpoint, { by: 'username', usernames: ['bob'] });
    const act = gateway.terminate(endpoint, { by: 'username', username: 'bob' }, helga);

    for (const call of [look, act])
      await expect(call).rejects.toMatchObject({
        code: 'aws_credentials_unreadable',
        setting: 'AWS_WEB_IDENTITY_TOKEN_FILE',
        trouble: { kind: 'file', path: file(folder), why },
      });
    expect(failures.toSorted()).toEqual([
      'look at connections: aws_credentials_unreadable',
      'terminate connections: aws_credentials_unreadable',
    ]);
  },
);

it('reports a token file that a profile names by its path', async () => {
  const folder = aFolder();
  const path = join(folder, 'token');
  const config = join(folder, 'config');
  writeFileSync(config, `[profile web]\nrole_arn=${role}\nweb_identity_token_file=${path}\n`);
  const { gateway } = await aGateway({ AWS_CONFIG_FILE: config, AWS_PROFILE: 'web' });

  await expect(gateway.facts(endpoint)).rejects.toMatchObject({
    code: 'aws_credentials_unreadable',
    trouble: { kind: 'file', path },
  });
});

it('reports a missing profile with the files that were searched', async () => {
  const folder = aFolder();
  const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')];
  writeFileSync(config, '[profile other]\nregion=eu-west-1\n');
  const { gateway } = await aGateway({
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_PROFILE: 'nope',
    AWS_EC2_METADATA_DISABLED: 'true',
  });

  await expect(gateway.facts(endpoint)).rejects.toMatchObject({
    code: 'aws_credentials_missing',
    setting: 'AWS_PROFILE',
    trouble: { kind: 'file', path: `${credentials} and ${config}`, why: 'there is no profile nope' },
  });
});

it('reports a container endpoint where nothing listens by its address', async () => {
  const { gateway } = await aGateway({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/creds' });

  await expect(gateway.facts(endpoint)).rejects.toMatchObject({
    code: 'aws_credentials_missing',
    setting: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    trouble: { kind: 'network', why: 'refused', host: '127.0.0.1:9' },
  });
});

it('reports missing credentials as missing, not as refused', async () => {
  const { gateway } = await aGateway({});

  await expect(gateway.facts(endpoint)).rejects.toMatchObject({ code: 'aws_credentials_missing' });
});

it('distinguishes an address that does not resolve from one where nothing listens', async () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  const unresolved = await aGateway({ ...keys, AWS_ENDPOINT_URL: 'https://nowhere.invalid' });
  await expect(unresolved.gateway.facts(endpoint)).rejects.toMatchObject({
    code: 'aws_unreachable',
    trouble: { kind: 'network', why: 'dns', host: 'nowhere.invalid' },
  });

  const refused = await aGateway({ ...keys, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
  await expect(refused.gateway.facts(endpoint)).rejects.toMatchObject({
    code: 'aws_unreachable',
    trouble: { kind: 'network', why: 'refused', host: '127.0.0.1:9' },
  });
});

/** A gateway that finds these credentials alone. */
async function aGateway(variables: Readonly<Record<string, string>>) {
  await emulateAws();
  const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: '', HOME: aFolder() };
  for (const [name, value] of Object.entries({ ...none, ...variables })) vi.stubEnv(name, value);

  const failures: string[] = [];
  const clock = { now: () => new Date(), elapsedMs: () => performance.now(), sleep: async () => {} };
  const patience = { connectMs: 1_000, attemptMs: 1_000, callMs: 3_000 };
  const clients = new Ec2Clients({ clock, random: () => 0, patience });
  const gateway = new Ec2VpnGateway(clients, clock, ({ code }: Failure, during) =>
    failures.push(`${during}: ${code}`),
  );
  return { gateway, failures };
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bouncer-credentials-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
