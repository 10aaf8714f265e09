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

/** How long does it take from Slack's signed request to the call at AWS, with each function in its own process? */
export async function measureRequestToTerminate({ workspace }: LambdaBench): Promise<readonly Answer[]> {
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [connection = ''] = workspace.connect('prod-eu', `bob${round}@example.com`);
    await submitKick(workspace.as('helga'), 'helpdesk', connection, 'measured, not meant');
    const termination = await eventually('the termination', () => workspace.terminations(connection)[0]);
    const signed = workspace.slack.control.deliveries().at(-1);
    measured.push(Date.parse(termination.at) - Date.parse(signed?.at ?? ''));
  }
  return [{ measured }];
}
