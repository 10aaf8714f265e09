import { expect, it } from 'vitest';
import { acmeConfig, endpoints } from './support/bot-config.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { useTestWorkspace } from './support/use-test-workspace.ts';

const account = '222233334444';
const roleArn = `arn:aws:iam::${account}:role/bouncer`;

it('an endpoint in another account is reached through its role, and AWS learns which person acts', async () => {
  const workspace = await useTestWorkspace({
    config: { endpoints: acmeConfig.endpoints.map((endpoint) => ({ ...endpoint, roleArn })) },
    ec2: { endpoints: endpoints.map((endpoint) => ({ ...endpoint, accountId: account })) },
  });
  const helga = workspace.as('helga');
  const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');

  await helga.in('helpdesk').types(`/vpn kick ${session}`);
  await helga.submits(await helga.modal(), { reason: 'stale session, user asked' });
  await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));

  const [terminate] = workspace.terminations(session);
  const finished = (await workspace.entries()).find(({ kind }) => kind === 'finished');
  expect(terminate?.caller).toContain(`bouncer-${helga.id}`);
  expect(finished?.awsRequestId).toBe(terminate?.requestId);
});
