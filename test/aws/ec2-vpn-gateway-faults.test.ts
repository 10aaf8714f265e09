import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectionIdOf, endpoint, helga, openGateway, pointAwsAt, readWhole } from './emulated-aws.ts';
import { sendError, sendProxyPage, sendXml, standInForAws } from './loopback-server.ts';

const id = connectionIdOf('cvpn-connection-0668867a40f182530');
const impatient = { connectMs: 200, attemptMs: 200, callMs: 300 };

describe('Ec2VpnGateway, where AWS or the network misbehaves', () => {
  it('stops when a page token comes a second time', async () => {
    const calls = await standInForAws((response) => sendConnections(response, '', 'the-same'));

    await expect(read()).rejects.toMatchObject({ code: 'aws_unintelligible' });
    expect(calls).toHaveLength(2);
  });

  it('counts a row on two pages once', async () => {
    await standInForAws((response, _, number) =>
      sendConnections(response, row('active'), number === 1 ? 'more' : ''),
    );

    expect(await read()).toMatchObject([{ id }]);
  });

  it('does not read an answer without a list as an empty endpoint', async () => {
    await standInForAws((response) => sendXml(response, 'DescribeClientVpnConnections', ''));

    await expect(read()).rejects.toMatchObject({ code: 'aws_unintelligible' });
  });

  it('fails rather than leaving out a row that names no connection', async () => {
    await standInForAws((response) => sendConnections(response, '<item><username>bob</username></item>'));

    await expect(read()).rejects.toMatchObject({ code: 'aws_unintelligible' });
  });

  it('shows a connection with an unknown status', async () => {
    await standInForAws((response) => sendConnections(response, row('quarantined')));

    expect(await read()).toMatchObject([{ status: { code: 'quarantined' } }]);
  });

  it.each([200, 302, 403, 404])('rejects a page of HTML with status %i', async (status) => {
    await standInForAws((response) => sendProxyPage(response, status));

    await expect(read()).rejects.toMatchObject({ code: 'aws_unintelligible' });
    await expect(end()).rejects.toMatchObject({ code: 'aws_unanswered' });
  });

  it.each([
    'The specified Client VPN endpoint cannot be found.',
    'Endpoint cvpn-endpoint-0123456789abcdef1 does not exist',
  ])('does not read an unknown endpoint as an ended connection: %s', async (message) => {
    await standInForAws((response) =>
      sendError(response, 400, 'InvalidClientVpnConnection.IdNotFound', message),
    );
    const { gateway } = openGateway({ patience: impatient });

    await expect(end()).rejects.toMatchObject({ code: 'aws_endpoint_unknown' });
    await expect(gateway.rehearse(endpoint, 'terminate')).rejects.toMatchObject({
      code: 'aws_endpoint_unknown',
    });
  });

  it('reads a connection that AWS does not know as ended', async () => {
    await standInForAws((response) =>
      sendError(response, 400, 'InvalidClientVpnConnection.IdNotFound', `Connection ${id} does not exist`),
    );

    expect(await end()).toMatchObject({ kind: 'already_gone' });
    expect(await openGateway().gateway.rehearse(endpoint, 'terminate')).toBe('allowed');
  });

  it('treats an empty pending-associate endpoint as one without a network', async () => {
    await standInForAws((response, request) => {
      if (request.form.get('Action') === 'DescribeClientVpnConnections') sendConnections(response, '');
      else
        sendXml(
          response,
          'DescribeClientVpnEndpoints',
          `<clientVpnEndpoint><item><clientVpnEndpointId>${endpoint.id}</clientVpnEndpointId>` +
            '<status><code>pending-associate</code></status></item></clientVpnEndpoint>',
        );
    });

    const { gateway } = openGateway();
    await gateway.facts(endpoint);

    expect((await gateway.scan(endpoint)).isUnassociated).toBe(true);
  });

  it('retries a read after a server error, and never an action', async () => {
    withoutPauses();
    const calls = await standInForAws((response) => sendError(response, 503, 'Unavailable'));

    await expect(read()).rejects.toMatchObject({ code: 'aws_unreachable' });
    expect(calls).toHaveLength(4);

    await expect(end()).rejects.toMatchObject({ code: 'aws_unanswered' });
    expect(calls).toHaveLength(5);
  });

  it('terminates a connection once AWS stops throttling', async () => {
    await standInForAws((response, _, number) =>
      number < 4 ? sendError(response, 503, 'RequestLimitExceeded') : sendStatuses(response, ended),
    );

    expect(await end()).toMatchObject({ kind: 'answered', statuses: [{ id }] });
  });

  it('does not repeat an action whose network connection broke before the answer', async () => {
    const calls = await standInForAws((response) => response.destroy());

    await expect(end()).rejects.toMatchObject({ code: 'aws_unanswered' });
    expect(calls).toHaveLength(1);
  });

  it('times out on an answer that never begins', async () => {
    await standInForAws(() => {});

    await expect(read()).rejects.toMatchObject({ code: 'aws_unreachable' });
    await expect(end()).rejects.toMatchObject({ code: 'aws_unanswered' });
  });

  it('reads in a second attempt what the first did not return', async () => {
    withoutPauses();
    await standInForAws((response, _, number) => {
      if (number > 1) sendConnections(response, row('active'));
    });
    const { gateway } = openGateway({ patience: { ...impatient, callMs: 20_000 } });

    expect(await readWhole(gateway, endpoint)).toMatchObject([{ id }]);
  });

  it('times out on an answer that begins and never ends', async () => {
    await standInForAws((response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.write('<DescribeClientVpnConnectionsResponse>');
    });

    await expect(read()).rejects.toMatchObject({ code: 'aws_unreachable' });
    await expect(end()).rejects.toMatchObject({ code: 'aws_unanswered' });
  });

  it('knows that nothing was sent if nothing listens', async () => {
    withoutPauses();
    pointAwsAt('http://127.0.0.1:9');

    await expect(read()).rejects.toMatchObject({ code: 'aws_unreachable' });
    await expect(end()).rejects.toMatchObject({ code: 'aws_unreachable' });
  });

  it('knows that nothing was sent without credentials', async () => {
    const calls = await standInForAws((response) => sendStatuses(response, ended));
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');

    await expect(read()).rejects.toMatchObject({ code: 'aws_credentials_missing' });
    await expect(end()).rejects.toMatchObject({ code: 'aws_credentials_missing' });
    expect(calls).toEqual([]);
  });

  it('knows that nothing was sent when assuming the role was not answered', async () => {
    withoutPauses();
    const calls = await standInForAws((response) => sendError(response, 503, 'ServiceUnavailable'));
    const roleArn = 'arn:aws:iam::222233334444:role/bouncer';
    const { gateway } = openGateway({ patience: impatient });

    const termination = gateway.terminate({ ...endpoint, roleArn }, { by: 'connection', id }, helga);

    await expect(termination).rejects.toMatchObject({ code: 'aws_unreachable' });
    expect(new Set(calls.map(({ form }) => form.get('Action')))).toEqual(new Set(['AssumeRole']));
  });

  it('reports an empty list of statuses as nothing terminated', async () => {
    await standInForAws((response) => sendStatuses(response, ''));

    expect(await end()).toMatchObject({ kind: 'answered', statuses: [] });
  });

  it.each([
    [
      'no list of statuses',
      (response: ServerResponse) => sendXml(response, 'TerminateClientVpnConnections', ''),
    ],
    ['a status of no connection', (response: ServerResponse) => sendStatuses(response, '<item/>')],
  ])('leaves the outcome open when the answer contains %s', async (_, answer) => {
    await standInForAws(answer);

    await expect(end()).rejects.toMatchObject({ code: 'aws_unanswered' });
  });

  it('returns a failed termination with AWS’ message', async () => {
    const failed = `<item><connectionId>${id}</connectionId><previousStatus><code>active</code></previousStatus>
      <currentStatus><code>failed-to-terminate</code><message>try again</message></currentStatus></item>`;
    await standInForAws((response) => sendStatuses(response, failed));

    expect(await end()).toMatchObject({
      statuses: [
        { previous: { code: 'active' }, current: { code: 'failed-to-terminate', message: 'try again' } },
      ],
    });
  });

  it('rejects a dry run that was answered as if it had been carried out', async () => {
    await standInForAws((response) => sendStatuses(response, ended));

    const rehearsal = openGateway().gateway.rehearse(endpoint, 'terminate');

    await expect(rehearsal).rejects.toMatchObject({ code: 'aws_unintelligible' });
  });
});

function read() {
  return readWhole(openGateway({ patience: impatient }).gateway, endpoint);
}

function end() {
  return openGateway({ patience: impatient }).gateway.terminate(endpoint, { by: 'connection', id }, helga);
}

/** The SDK's own retries, which reads have, take their pauses from here. */
function withoutPauses(): void {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
}

const ended = `<item><connectionId>${id}</connectionId><previousStatus><code>active</code></previousStatus>
  <currentStatus><code>terminating</code></currentStatus></item>`;

function row(status: string): string {
  return `<item><connectionId>${id}</connectionId><status><code>${status}</code></status></item>`;
}

function sendConnections(response: ServerResponse, rows: string, token = ''): void {
  const nextToken = token && `<nextToken>${token}</nextToken>`;
  sendXml(response, 'DescribeClientVpnConnections', `<connections>${rows}</connections>${nextToken}`);
}

function sendStatuses(response: ServerResponse, statuses: string): void {
  sendXml(response, 'TerminateClientVpnConnections', `<connectionStatuses>${statuses}</connectionStatuses>`);
}
