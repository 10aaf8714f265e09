import { expect, test } from 'vitest';
import { endpoints } from '../../../src/features/endpoints/endpoints.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga } from '../../doubles/an-app.ts';

test('reports each endpoint with its facts and the number of live connections', async () => {
  const ended = aConnection({ status: { code: 'terminated', message: undefined } });
  const app = anApp([...someConnections(3), ended]);

  const result = await endpoints(app, { requester: aRequester(helga) });

  expect(result).toMatchObject({
    kind: 'reported',
    reports: [
      { endpoint: anEndpoint(), facts: { kind: 'known' }, live: { kind: 'known', count: 3 } },
      { endpoint: lab, live: { kind: 'known', count: 0 } },
    ],
  });
});

test('reports an endpoint that does not respond as unknown, beside the others', async () => {
  const app = anApp();
  app.vpn.fail({ method: 'connections', code: 'aws_throttled', on: lab });
  app.vpn.fail({ method: 'facts', code: 'aws_denied', on: lab });

  const result = await endpoints(app, { requester: aRequester(helga) });

  expect(result).toMatchObject({
    reports: [
      { facts: { kind: 'known' }, live: { kind: 'known' } },
      { facts: { kind: 'unknown', code: 'aws_denied' }, live: { kind: 'unknown', code: 'aws_throttled' } },
    ],
  });
});

test('reports an endpoint’s policy, and none if Bouncer may not ask for it', async () => {
  const app = anApp();
  const policy = {
    kind: 'attached',
    status: 'active',
    isEnforced: true,
    lastEvaluatedAt: new Date(0),
  } as const;
  app.vpn.policyOf.set(anEndpoint().id, policy);
  app.vpn.fail({ method: 'authorizationPolicy', code: 'aws_denied', on: lab });

  const result = await endpoints(app, { requester: aRequester(helga) });

  expect(result).toMatchObject({
    reports: [
      { facts: { kind: 'known' }, policy: { kind: 'known', policy } },
      { facts: { kind: 'known' }, policy: { kind: 'unknown', code: 'aws_denied' } },
    ],
  });
});

test('asks only the endpoints that the channel may see', async () => {
  const rules = someRules({ channels: [aChannelRule({ endpoints: [lab] })] });
  const app = anApp([], rules);

  const result = await endpoints(app, { requester: aRequester(helga) });

  expect(result.kind === 'reported' && result.reports.map(({ endpoint }) => endpoint)).toEqual([lab]);
  expect(app.vpn.calls.map(({ endpoint }) => endpoint)).toEqual(['lab']);
});

test('asks AWS nothing without the grant', async () => {
  const app = anApp();

  const result = await endpoints(app, { requester: aRequester(bob, 'C0GENERAL') });

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'channel_unknown', grant: 'see' } });
  expect(app.vpn.calls).toEqual([]);
});
