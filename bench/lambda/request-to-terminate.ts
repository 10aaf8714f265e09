import { eventually } from '../../test/e2e/support/eventually.ts';
import { submitKick } from '../../test/e2e/support/submit-kick.ts';
import type { Answer, Row } from '../figure.ts';
import type { LambdaBench } from './lambda-bench.ts';

export const requestToTerminateRow: Row = {
  question: 'signed submission to Terminate, through ingress, queue and worker',
  unit: 'ms',
  bound: 1_000,
  judgedBy: 'median',
};

const rounds = 10;

/** How long is it from the request that Slack signs to the order that AWS receives, each function in its own process? */
export async function measureRequestToTerminate({ workspace }: LambdaBench): Promise<readonly Answer[]> {
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [session = ''] = workspace.connect('prod-eu', `bob${round}@example.com`);
    await submitKick(workspace.as('helga'), 'helpdesk', session, 'measured, not meant');
    const order = await eventually('the order', () => workspace.terminations(session)[0]);
    const signed = workspace.slack.control.deliveries().at(-1);
    measured.push(Date.parse(order.at) - Date.parse(signed?.at ?? ''));
  }
  return [{ measured }];
}
