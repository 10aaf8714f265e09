import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { type AwsFault, type AwsFaultProxy, startAwsFaultProxy } from '../e2e/support/aws-fault-proxy.ts';
import { endElsewhere } from '../e2e/support/end-elsewhere.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { tellsOfNoTermination } from '../e2e/support/outcomes.ts';
import type { PersonAtWork } from '../e2e/support/person-at-work.ts';
import { secretsIn } from '../e2e/support/secrets-in.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from '../e2e/support/test-workspace.ts';

const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const denial = (code: string): AwsFault => ({
  kind: 'answered',
  status: 400,
  body: `<?xml version="1.0"?><Response><Errors><Error><Code>${code}</Code><Message>in words</Message></Error></Errors><RequestID>req-1</RequestID></Response>`,
});
const withoutStatuses = `<?xml version="1.0"?><TerminateClientVpnConnectionsResponse xmlns="${namespace}"><requestId>req-1</requestId><connectionStatuses/></TerminateClientVpnConnectionsResponse>`;

describe('a Terminate call that fails is reported by its known effect', () => {
  let proxy: AwsFaultProxy;
  let workspace: TestWorkspace;
  let helga: PersonAtWork;

  beforeAll(async () => {
    proxy = await startAwsFaultProxy();
    workspace = await openTestWorkspace({ environment: { AWS_ENDPOINT_URL: proxy.url } });
    proxy.forwardTo(workspace.ec2.url);
    helga = workspace.as('helga');
  });
  afterEach(() => workspace.ec2.setFaults({}));
  afterAll(async () => {
    await workspace?.close();
    await proxy?.stop();
  });

  it.each([
    ['the credentials have expired', 'expired', 'ExpiredToken', 'aws_credentials'],
    [
      'the endpoint was deleted meanwhile',
      'deleted',
      'InvalidClientVpnEndpointId.NotFound',
      'aws_endpoint_unknown',
    ],
    ['AWS goes on limiting requests', 'limited', 'RequestLimitExceeded', 'aws_throttled'],
  ])('%s: not terminated, recorded as failed, and can be kicked again', async (_, name, code, message) => {
    const session = connect(name);
    proxy.fail(session, denial(code));

    await submitKick(helga, 'helpdesk', session);
    const entries = await storyOf(name, 'failed');

    expect(entries.at(-1)?.connections?.[0]?.current).toEqual({ code: 'failed', message });
    proxy.fail(session, { kind: 'overtaken', by: async () => {} });
    await submitKick(helga, 'helpdesk', session);
    await storyOf(name, 'confirmed');
    expect(workspace.terminations(session)).toHaveLength(1);
  });

  it('the call succeeds and its answer is lost: a look-up shows that the connection was terminated', async () => {
    const session = connect('lost');
    proxy.fail(session, { kind: 'answer lost' });

    await submitKick(helga, 'helpdesk', session);
    const entries = await storyOf('lost', 'confirmed');

    expect(entries.map(({ connections }) => connections?.[0]?.current?.code)).toEqual([
      undefined,
      'unanswered',
      'terminated',
    ]);
    expect(workspace.terminations(session)).toHaveLength(1);
  });

  it('the connection ends between look-up and call: the audit log says that it had already ended', async () => {
    const session = connect('overtaken');
    proxy.fail(session, {
      kind: 'overtaken',
      by: () => endElsewhere(workspace.ec2, 'prod-eu', session),
    });

    await submitKick(helga, 'helpdesk', session);
    const entries = await storyOf('overtaken', 'finished');

    expect(entries[1]?.connections?.[0]?.previous?.code).toBe('terminated');
  });

  it('a proxy answers and nothing is carried out: no message says terminated', async () => {
    const answers = [
      ['html', 'helga', 200, '<!doctype html><html><body>Sign in</body></html>'],
      ['unavailable', 'omar', 503, 'upstream connect error'],
      ['empty', 'lena', 200, withoutStatuses],
    ] as const;
    workspace.slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0HELGA', 'U0OMAR', 'U0LENA'] });

    const threads = await Promise.all(
      answers.map(async ([name, person, status, body]) => {
        const session = connect(name);
        proxy.fail(session, { kind: 'answered', status, body });
        await submitKick(workspace.as(person), 'helpdesk', session);
        return storyOf(name, 'confirmed');
      }),
    );

    for (const thread of threads) {
      expect(thread.map(({ connections }) => connections?.[0]?.current?.code)).toEqual([
        undefined,
        'unanswered',
        'active',
      ]);
    }
    const shown = (await helga.in('helpdesk').messages()).filter(({ text }) => tellsOfNoTermination(text));
    expect(shown.length).toBeGreaterThanOrEqual(answers.length);
  });

  it('the local clock is twenty minutes late: the connection is terminated once', async () => {
    const session = connect('late');
    workspace.ec2.setFaults({ clockAheadMs: 20 * 60_000 });

    await submitKick(helga, 'helpdesk', session);
    await storyOf('late', 'confirmed');

    const errors = workspace.terminations(session).map(({ error }) => error);
    expect(errors).toEqual(['RequestExpired', null]);
  });

  it('half of all requests are throttled: the connection is terminated once', async () => {
    const session = connect('half');
    workspace.ec2.setFaults({ throttling: 0.5 });

    await submitKick(helga, 'helpdesk', session);
    await storyOf('half', 'confirmed');

    expect(workspace.terminations(session).filter(({ error }) => error === null)).toHaveLength(1);
  });

  it('the Region goes down after the call: nothing is confirmed until it is back', async () => {
    const session = connect('blind');
    await submitKick(helga, 'helpdesk', session);
    await eventually('the order', () => workspace.terminations(session)[0]);
    workspace.ec2.setFaults({ regionsDown: ['eu-west-1'] });
    const blindSince = workspace.ec2.calls().at(-1)?.number ?? 0;
    await eventually('a look that fails', () =>
      workspace.ec2.calls(blindSince).find(({ error }) => error !== null),
    );
    const meanwhile = await entriesAbout('blind');

    workspace.ec2.setFaults({});
    const entries = await storyOf('blind', 'confirmed');

    expect(meanwhile.map(({ kind }) => kind)).not.toContain('confirmed');
    expect(entries.at(-1)?.connections?.[0]?.current?.code).toBe('terminated');
  });

  it('the log contains no token, secret or response_url', () => {
    expect(secretsIn(workspace.bot().log(), workspace)).toEqual([]);
  });

  function connect(name: string): string {
    return workspace.connect('prod-eu', `${name}@example.com`)[0] ?? name;
  }

  async function entriesAbout(name: string): Promise<readonly AuditEntry[]> {
    return (await workspace.entries()).filter(({ target }) => target === `${name}@example.com`);
  }

  function storyOf(name: string, last: AuditEntry['kind']): Promise<readonly AuditEntry[]> {
    return eventually(`an entry "${last}" about ${name}`, async () => {
      const entries = await entriesAbout(name);
      return entries.some(({ kind }) => kind === last) ? entries : undefined;
    }).catch(async (cause: unknown) => {
      const entries = JSON.stringify(await entriesAbout(name), undefined, 2);
      throw new Error(`No entry "${last}" about ${name}, but ${entries}`, { cause });
    });
  }
});
