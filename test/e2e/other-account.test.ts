import { expect, it, onTestFinished } from 'vitest';
import { acmeConfig, endpoints } from './support/bot-config.ts';
import { openCompany } from './support/company.ts';
import { tellsOfTermination } from './support/outcomes.ts';

const account = '222233334444';
const roleArn = `arn:aws:iam::${account}:role/bouncer`;

it('an endpoint in another account is reached by its role, and AWS is told which person acts', async () => {
  const company = await openCompany({
    config: { endpoints: acmeConfig.endpoints.map((endpoint) => ({ ...endpoint, roleArn })) },
    ec2: { endpoints: endpoints.map((endpoint) => ({ ...endpoint, accountId: account })) },
  });
  onTestFinished(() => company.close());
  const helga = company.as('helga');
  const [session = ''] = company.connect('prod-eu', 'bob@example.com');

  await helga.in('helpdesk').types(`/vpn kick ${session}`);
  await helga.submits(await helga.modal(), { reason: 'stale session, user asked' });
  await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));

  const [terminate] = company.terminations(session);
  const finished = (await company.entries()).find(({ kind }) => kind === 'finished');
  expect(terminate?.caller).toContain(`bouncer-${helga.id}`);
  expect(finished?.awsRequestId).toBe(terminate?.requestId);
});
