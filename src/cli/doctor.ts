import { pino } from 'pino';
import { sqsQueueCheckup } from '../aws/sqs-queue-checkup.ts';
import { examine } from '../commands/doctor.ts';
import { openSetUp } from '../compose/set-up.ts';
import type { Environment } from '../config/environment.ts';
import { InvalidConfig } from '../config/invalid-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { type Finding, tallyOf, wrong } from '../core/finding.ts';
import { slackLogger } from '../slack/slack-logger.ts';
import { findingLine, jsonFromFindings, tallyLine } from './finding-line.ts';
import { print, printed } from './print.ts';

export type DoctorFormat = 'lines' | 'json';

/**
 * Looks at everything that the bot depends on, and prints one line for each check to stdout, or a JSON array.
 *
 * @returns 0 when nothing is wrong, warnings or not; 1 otherwise.
 * @throws {InvalidConfig} As JSON, its problems are printed as findings first.
 */
export async function doctor(environment: Environment, format: DoctorFormat): Promise<number> {
  try {
    const findings = await findingsFor(environment);
    await tell(findings, format);
    return tallyOf(findings).wrong > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof InvalidConfig && format === 'json') await tell(problemsOf(error), format);
    throw error;
  }
}

async function tell(findings: readonly Finding[], format: DoctorFormat): Promise<void> {
  if (format === 'json') await print(jsonFromFindings(findings));
  else {
    for (const finding of findings) await print(findingLine(finding));
    process.stderr.write(`${tallyLine(tallyOf(findings))}\n`);
  }
  await printed();
}

async function findingsFor(environment: Environment): Promise<readonly Finding[]> {
  const setUp = await openSetUp(loadConfig(environment), slackLogger(pino({ enabled: false })));
  const queueUrl = environment.REQUEST_QUEUE_URL?.trim();
  return examine({ ...setUp, queue: queueUrl ? sqsQueueCheckup(queueUrl) : undefined });
}

function problemsOf({ problems }: InvalidConfig): readonly Finding[] {
  return problems.map(({ path, message }) =>
    wrong({ check: 'config', subject: path }, message, { step: 'correct it there' }),
  );
}
