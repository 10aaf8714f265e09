import { pino } from 'pino';
import { sqsQueueCheckup } from '../aws/sqs-queue-checkup.ts';
import { examine } from '../commands/doctor.ts';
import { probe } from '../commands/probe.ts';
import { openSetUp } from '../compose/set-up.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { InvalidConfig } from '../config/invalid-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { type Finding, tallyOf, wrong } from '../core/finding.ts';
import { slackLogger } from '../slack/slack-logger.ts';
import { findingLine, jsonFromFindings, tallyLine } from './finding-line.ts';
import { print, printed } from './print.ts';
import { unproved } from './unproved.ts';

export type DoctorFormat = 'lines' | 'json';

/**
 * Looks at everything that the bot depends on, and prints one line for each check to stdout, or a JSON array.
 *
 * @param isProbing Whether AWS and Slack are asked as well whether they are as the bot takes them to be.
 * @returns 0 when nothing is wrong, warnings or not; 1 otherwise.
 * @throws {InvalidConfig} As JSON, its problems are printed as findings first.
 */
export async function doctor(
  environment: Environment,
  format: DoctorFormat,
  isProbing: boolean,
): Promise<number> {
  try {
    const config = loadConfig(environment);
    const findings = await findingsFor(config, environment, isProbing);
    await tell(findings, format);
    if (format === 'lines') process.stderr.write(unprovedText(isProbing, config.command));
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

/** What is left to prove: in full for whoever proves things. */
function unprovedText(isProbing: boolean, command: string): string {
  const title = 'Only a real account can prove';
  return isProbing
    ? `${title}:\n${unproved(command)
        .map(({ claim, proof }) => `  ${claim} (${proof})\n`)
        .join('')}`
    : `${title} the rest: doctor --probe lists it\n`;
}

async function findingsFor(
  config: Config,
  environment: Environment,
  isProbing: boolean,
): Promise<readonly Finding[]> {
  const setUp = await openSetUp(config, slackLogger(pino({ enabled: false })));
  const queueUrl = environment.REQUEST_QUEUE_URL?.trim();
  const examined = { ...setUp, queue: queueUrl ? sqsQueueCheckup(queueUrl) : undefined };
  const findings = await examine(examined);
  return isProbing ? [...findings, ...(await probe(examined))] : findings;
}

function problemsOf({ problems }: InvalidConfig): readonly Finding[] {
  return problems.map(({ path, message }) =>
    wrong({ check: 'config', subject: path }, message, { step: 'correct it there' }),
  );
}
