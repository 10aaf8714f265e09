import { expect, it } from 'vitest';
import { ec2VpnCheckup } from '../../src/aws/ec2-vpn-checkup.ts';
import { emulateAws, endpoint } from './emulated-aws.ts';
import { sendXml, standInForAws } from './loopback-server.ts';

const clock = { now: () => new Date(), elapsedMs: () => performance.now(), sleep: async () => {} };
const probed = () => ec2VpnCheckup(clock, () => {}).probePages(endpoint);

it('reads two pages of five, one behind the other, and how old their latest sample is', async () => {
  const ec2 = await emulateAws({ connections: 8 });

  const { pages, sampledAheadMs } = await probed();

  expect(pages.map(({ length }) => length)).toEqual([5, 3]);
  expect(new Set(pages.flat()).size).toBe(8);
  expect(Math.abs(sampledAheadMs ?? Number.NaN)).toBeLessThan(60_000);
  expect(ec2.calls().map(({ parameters }) => parameters.MaxResults)).toEqual(['5', '5']);
});

it('compares samples with AWS’ clock, and not with ours', async () => {
  await emulateAws({ connections: 1, now: () => Date.now() - 5 * 3_600_000 });

  expect(Math.abs((await probed()).sampledAheadMs ?? Number.NaN)).toBeLessThan(60_000);
});

it('reads one page if there are no more connections, and no sample if no one is connected', async () => {
  await emulateAws({ ended: 3 });

  expect(await probed()).toMatchObject({ pages: [{ length: 3 }], sampledAheadMs: undefined });
});

it('rejects a page without a list', async () => {
  await standInForAws((response) => sendXml(response, 'DescribeClientVpnConnections', ''));

  await expect(probed()).rejects.toMatchObject({ code: 'aws_unintelligible' });
});
