import { AwsClient } from 'aws4fetch';
import { expect, it } from 'vitest';
import { credentials, ec2ForTest, prodEu, stoppedClock } from './ec2-for-test.ts';

const hour = 3_600;
const noon = Date.parse('2026-11-20T12:00:00Z') / 1_000;
const metrics = { CrlDaysToExpiry: 12 };

function query(Id: string, MetricName: string, endpoint = prodEu) {
  const Dimensions = [{ Name: 'Endpoint', Value: endpoint }];
  return {
    Id,
    MetricStat: {
      Metric: { Namespace: 'AWS/ClientVPN', MetricName, Dimensions },
      Period: hour,
      Stat: 'Minimum',
    },
  };
}

async function getMetricData(input: object) {
  const ec2 = await ec2ForTest({
    now: stoppedClock().now,
    endpoints: [{ id: prodEu, name: 'prod-eu', region: 'eu-west-1', authentication: 'federated', metrics }],
  });
  const aws = new AwsClient({ ...credentials, region: 'eu-west-1', service: 'monitoring', retries: 0 });
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
  };
  const response = await aws.fetch(ec2.url, { method: 'POST', headers, body: JSON.stringify(input) });
  return { type: response.headers.get('content-type'), answer: await response.json() };
}

it('returns a metric of an endpoint, one value for each whole period, the latest first', async () => {
  const { type, answer } = await getMetricData({
    StartTime: noon - 2 * hour,
    EndTime: noon,
    MetricDataQueries: [query('crl', 'CrlDaysToExpiry')],
  });

  expect(type).toBe('application/x-amz-json-1.0');
  expect(answer).toEqual({
    MetricDataResults: [
      {
        Id: 'crl',
        Label: 'CrlDaysToExpiry',
        Timestamps: [noon - hour, noon - 2 * hour],
        Values: [12, 12],
        StatusCode: 'Complete',
      },
    ],
    Messages: [],
  });
});

it('answers a metric that does not exist without values, and not with an error', async () => {
  const { answer } = await getMetricData({
    StartTime: noon - hour,
    EndTime: noon,
    MetricDataQueries: [query('idp', 'IdpCertDaysToExpiry'), query('other', 'CrlDaysToExpiry', 'another')],
  });

  expect(answer).toMatchObject({ MetricDataResults: [{ Values: [] }, { Values: [] }] });
});

it.each([
  [{ StartTime: noon, EndTime: noon, MetricDataQueries: [query('crl', 'CrlDaysToExpiry')] }],
  [{ StartTime: noon - hour, EndTime: noon, MetricDataQueries: [query('Crl', 'CrlDaysToExpiry')] }],
  [{ StartTime: noon - hour, EndTime: noon, MetricDataQueries: [] }],
  [{ StartTime: noon - hour, EndTime: noon, MetricDataQueries: [query('crl', 'X')], MaxDatapoints: 1 }],
])('refuses %o', async (input) => {
  const { answer } = await getMetricData(input);

  expect(answer).toMatchObject({ __type: 'com.amazon.coral.service#ValidationError' });
});
