import { pino } from 'pino';
import { sqsQueueCheckup } from '../../aws/sqs-queue-checkup.ts';
import type { Environment } from '../../config/environment.ts';
import { InvalidConfig } from '../../config/invalid-config.ts';
import { type Config, loadConfig } from '../../config/load-config.ts';
import { examine } from '../../features/doctor/doctor.ts';
import {
  about,
  checkNames,
  type Finding,
  type FindingLevel,
  type Fix,
  tallyOf,
} from '../../features/doctor/finding.ts';
import { probe } from '../../features/doctor/probe.ts';
import { slackLogger } from '../../slack/slack-logger.ts';
import { openSetUp } from '../set-up.ts';
import { print, printed } from './print.ts';

export type DoctorFormat = 'lines' | 'json';

/**
 * Checks everything that Bouncer depends on, and prints one line per finding, or a JSON array, to stdout.
 *
 * @param isProbing Whether to check Bouncer's assumptions about AWS and Slack as well.
 * @returns 0 when nothing is wrong, warnings or not; 1 otherwise.
 * @throws {InvalidConfig} With `json`, its problems are printed as findings first.
 */
export async function doctor(
  environment: Environment,
  format: DoctorFormat,
  isProbing: boolean,
): Promise<number> {
  try {
    const config = loadConfig(environment);
    const findings = await findingsFor(config, environment, isProbing);
    await printFindings(findings, format);
    if (format === 'lines') process.stderr.write(unprovedText(isProbing, config.command));
    return tallyOf(findings).wrong > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof InvalidConfig && format === 'json') await printFindings(problemsOf(error), format);
    throw error;
  }
}

async function printFindings(findings: readonly Finding[], format: DoctorFormat): Promise<void> {
  if (format === 'json') await print(jsonFromFindings(findings));
  else {
    for (const finding of findings) await print(findingLine(finding));
    process.stderr.write(`${tallyLine(tallyOf(findings))}\n`);
  }
  await printed();
}

/** Lists what remains to be proved: in full with `--probe`, otherwise as a hint. */
function unprovedText(isProbing: boolean, command: string): string {
  const title = 'Only a real account can prove';
  return isProbing
    ? `${title}:\n${unproved(command)
        .map(({ claim, proof }) => `  ${claim} (${proof})\n`)
        .join('')}`
    : `${title} the rest: doctor --probe lists what\n`;
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
  return problems.map(({ path, message }) => about('config', path).wrong(message, 'correct it there'));
}

const verdictWidth = 8;
const checkWidth = Math.max(...checkNames.map(({ length }) => length)) + 1;

/** Formats a finding as one line for a terminal: verdict, check, subject, what was found, and how to fix it. */
export function findingLine({ verdict, check, subject, says, fix }: Finding): string {
  const fixed = fix === undefined ? '' : ` → ${fixText(fix)}`;
  return oneLine(`${verdict.padEnd(verdictWidth)}${check.padEnd(checkWidth)}${subject}: ${says}${fixed}`);
}

/** Formats findings as a JSON array of `{check, subject, verdict, says, fix}`; `fix` is absent if there is none. */
export function jsonFromFindings(findings: readonly Finding[]): string {
  const objects = findings.map(({ check, subject, verdict, says, fix }) => ({
    check,
    subject,
    verdict,
    says,
    ...(fix !== undefined && { fix: fixText(fix) }),
  }));
  return JSON.stringify(objects, undefined, 2);
}

function tallyLine({ ok, warning, wrong }: Readonly<Record<FindingLevel, number>>): string {
  return `${wrong} wrong, ${warning} ${warning === 1 ? 'warning' : 'warnings'}, ${ok} ok`;
}

function fixText({ step, exact }: Fix): string {
  return exact === undefined ? step : `${step}: ${exact}`;
}

/** Keeps text from outside, such as a channel's name, from breaking lines or moving the terminal's cursor. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/**
 * Lists what neither the emulators nor a check can prove, and what does. docs/runbook.md has the same list. A proof
 * that begins with `doctor` changes nothing.
 */
export function unproved(command: string): readonly { readonly claim: string; readonly proof: string }[] {
  return [
    {
      claim: 'EC2 returns a long list in pages that neither lose nor repeat a connection',
      proof: 'doctor --probe, on an endpoint with six connections or more',
    },
    {
      claim: 'EC2 returns the times of connections in UTC',
      proof: 'doctor --probe, while someone is connected',
    },
    {
      claim: 'IAM accepts an endpoint’s ARN for ec2:GetClientVpnEndpointAuthorizationPolicy',
      proof: 'doctor, line authorization-policy',
    },
    {
      claim: 'CloudWatch reports when revocation lists and identity provider certificates expire',
      proof: 'doctor, line expiry, on an endpoint that has one',
    },
    {
      claim: 'Slack accepts Bouncer’s messages',
      proof: `doctor --probe; ${command} who for lists`,
    },
    { claim: 'Slack reaches Bouncer over HTTP, with valid signatures', proof: `${command} doctor` },
    {
      claim: 'a connection that AWS calls terminating ends, and the VPN client shows it',
      proof: `${command} kick of a connection of your own`,
    },
    {
      claim: 'EC2 accepts the terminations of a large kick at the configured rate',
      proof: `${command} kick all on an endpoint for tests, with fifty connections or more`,
    },
    {
      claim: 'AWS asks the connect handler, and denies people who are blocked',
      proof: `${command} block of a user of your own, who then connects`,
    },
    { claim: 'alarms reach someone', proof: 'aws cloudwatch set-alarm-state, once for each topic' },
  ];
}
