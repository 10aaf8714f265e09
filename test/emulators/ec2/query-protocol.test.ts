import { expect, it } from 'vitest';
import type { Ec2 } from '../../../emulators/ec2/start-ec2.ts';
import { ec2ForTest, prodEu } from './ec2-for-test.ts';

it('refuses an action that it does not have, in the error shape of EC2', async () => {
  const ec2 = await ec2ForTest();

  const { status, text, requestId } = await ask(ec2, { Action: 'DescribeVpnConnections' });

  expect(status).toBe(400);
  expect(text.replace(/^<\?xml[^>]*>\n/, '')).toBe(
    '<Response><Errors><Error><Code>InvalidAction</Code>' +
      '<Message>The action DescribeVpnConnections is not valid for this web service.</Message>' +
      `</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  );
  expect(ec2.calls()).toMatchObject([
    { action: 'DescribeVpnConnections', status: 400, error: 'InvalidAction' },
  ]);
});

it('answers success in EC2’s namespace and layout, with the request id first', async () => {
  const ec2 = await ec2ForTest();

  const { text, requestId } = await ask(ec2, {
    Action: 'DescribeClientVpnConnections',
    ClientVpnEndpointId: prodEu,
  });

  expect(text.replace(/^<\?xml[^>]*>\n/, '')).toBe(
    '<DescribeClientVpnConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n' +
      `    <requestId>${requestId}</requestId>\n    <connections/>\n    <nextToken/>\n` +
      '</DescribeClientVpnConnectionsResponse>\n',
  );
});

it('writes a row over many lines, its elements in alphabetical order, empty ones in one tag', async () => {
  const ec2 = await ec2ForTest();
  ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });

  const { text } = await ask(ec2, {
    Action: 'DescribeClientVpnConnections',
    ClientVpnEndpointId: prodEu,
  });

  const lines = text.split('\n').filter((line) => /^ {12}<[^/]/.test(line));
  const names = lines.map((line) => /<(\w+)/.exec(line)?.[1] ?? '');
  expect(names).toEqual(names.toSorted());
  expect(names).toHaveLength(14);
  expect(text).toContain('\n            <postureComplianceStatusSet/>\n');
  expect(text).toContain('\n                <code>active</code>\n                <message/>\n');
});

it('takes a query string as well as a form', async () => {
  const ec2 = await ec2ForTest();

  const response = await fetch(`${ec2.url}/?Action=DescribeClientVpnEndpoints&Version=2016-11-15`, {
    headers: { authorization: signedFor('ec2') },
  });

  expect(response.status).toBe(200);
  expect(await response.text()).toContain(prodEu);
});

it.each([
  ['another version', { Version: '2010-01-01' }, 'InvalidAction'],
  ['a parameter that the action does not have', { InstanceId: 'i-1' }, 'UnknownParameter'],
  ['a dry run that is neither true nor false', { DryRun: 'maybe' }, 'InvalidParameterValue'],
  ['a page size that is no number', { MaxResults: 'all' }, 'InvalidParameterValue'],
  ['a filter without values', { 'Filter.1.Name': 'username' }, 'InvalidParameterValue'],
  ['a filter without a name', { 'Filter.1.Value.1': 'bob' }, 'MissingParameter'],
])('refuses %s', async (_, parameters, code) => {
  const ec2 = await ec2ForTest();

  const { text } = await ask(ec2, {
    Action: 'DescribeClientVpnConnections',
    ClientVpnEndpointId: prodEu,
    ...parameters,
  });

  expect(text).toContain(`<Code>${code}</Code>`);
});

it('refuses an unsigned call with the error of each service', async () => {
  const ec2 = await ec2ForTest();
  const unsigned = { authorization: '' };

  const byEc2 = await ask(ec2, { Action: 'DescribeClientVpnEndpoints' }, unsigned);
  const bySts = await ask(ec2, { Action: 'GetCallerIdentity', Version: '2011-06-15' }, unsigned);

  expect(byEc2).toMatchObject({ status: 401, text: expect.stringContaining('<Code>AuthFailure</Code>') });
  expect(bySts).toMatchObject({
    status: 403,
    text: expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
  });
  expect(bySts.text).toMatch(/^<ErrorResponse /);
});

it('does not find an action of one service in another', async () => {
  const ec2 = await ec2ForTest();

  const { text } = await ask(
    ec2,
    { Action: 'DescribeClientVpnEndpoints', Version: '2011-06-15' },
    { authorization: signedFor('sts') },
  );

  expect(text).toContain('<Code>InvalidAction</Code>');
});

it('refuses a body longer than any request', async () => {
  const ec2 = await ec2ForTest();

  const response = await fetch(ec2.url, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) });

  expect(response.status).toBe(413);
});

function signedFor(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261120/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

async function ask(
  ec2: Ec2,
  parameters: Readonly<Record<string, string>>,
  headers = { authorization: signedFor('ec2') },
) {
  const body = new URLSearchParams({ Version: '2016-11-15', ...parameters });
  const response = await fetch(ec2.url, { method: 'POST', headers, body });
  return {
    status: response.status,
    text: await response.text(),
    requestId: response.headers.get('x-amzn-requestid'),
  };
}
