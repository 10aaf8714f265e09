import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { endpointNamed } from './support/bot-config.ts';
import { type Company, openCompany } from './support/company.ts';
import { eventually } from './support/eventually.ts';

let company: Company;

beforeAll(async () => {
  company = await openCompany({
    config: { people: { match: 'email', map: { U0BOB: ['bob-laptop', 'shared-client'] } } },
  });
});
afterAll(() => company.close());

function connect(username: string): string {
  const { id: endpointId } = endpointNamed('prod-eu');
  return company.ec2.connect({ endpointId, username, commonName: 'shared-client' });
}

it('a kick of a person ends nothing of the other users who share a certificate with them', async () => {
  const helga = company.as('helga');
  const others = ['ada', 'ben', 'carl', 'dora'].map((user) => connect(`${user}@example.com`));

  for (const whom of ['shared-client', '@bob']) {
    const answer = await answerAnywhere(company.as('omar'), 'helpdesk', `/vpn kick ${whom}`);
    expect(answer).toContain('Missing: `kick-many`');
  }
  const bobs = connect('bob@example.com');
  await helga.in('helpdesk').types('/vpn kick @bob');
  await helga.submits(await helga.modal(), { reason: 'user asked for it' });
  await eventually('the end', () => company.terminations(bobs, 'bob@example.com')[0]);
  await helga.in('helpdesk').sees('the end', ({ text }) => text.startsWith('1 connection terminated'));
  expect(company.terminations(...others)).toEqual([]);
});
