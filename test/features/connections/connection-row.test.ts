import { expect, test } from 'vitest';
import { connectionOption } from '../../../src/features/connections/connection-row.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';

const device = { platform: 'win', platformVersion: '11' };
const optionOn = (endpoint: string) =>
  connectionOption({
    connection: aConnection(),
    endpoint: anEndpoint({ name: endpoint }),
    mayTerminate: true,
    origin: { publicIp: '203.0.113.196', device },
  }).description?.text;

test('an option names the address inside the VPN if there is room for it', () => {
  expect(optionOn('lab')).toMatch(/^lab · connected for .* · 10\..* · from 203\.0\.113\.196 · Windows$/);
});

test('an option without room for everything leaves out the address inside the VPN, not the end of the device', () => {
  expect(optionOn('production-eu-west')).toMatch(
    /^production-eu-west · connected for [^·]* · from 203\.0\.113\.196 · Windows$/,
  );
});
