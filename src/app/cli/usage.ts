/** Whether Bouncer runs from the package, whose command is `vpn-bouncer`, and not from its sources. */
const isPackaged = !import.meta.url.endsWith('.ts');

/** What an operator types before the name of a command. */
export const program = isPackaged ? 'vpn-bouncer' : 'node src/main.ts';

/** Returns the text of `--help`. */
export function usageText(): string {
  const lines = commands().flatMap(([args, ...texts]) => rows(`  ${program} ${args}`, texts));
  return `Bouncer: a Slack app for AWS Client VPN.

${lines.join('\n')}

The configuration is read from $BOUNCER_CONFIG (./bouncer.yml). Exit codes: 0 done and nothing is wrong,
78 invalid configuration, 1 otherwise.
`;
}

/** The column in which the explanations begin. */
const column = 50;

/** A command that is too long for its column has its explanation below. */
function rows(command: string, texts: readonly string[]): readonly string[] {
  const below = texts.map((text) => `${' '.repeat(column)}${text}`);
  const [first = '', ...others] = below;
  return command.length < column
    ? [`${command.padEnd(column)}${first.trimStart()}`, ...others]
    : [command, ...below];
}

type Command = readonly [args: string, ...lines: readonly string[]];

function commands(): readonly Command[] {
  const demo: Command = ['demo', 'try Bouncer with an emulated Slack and AWS, in a browser'];
  const version: Command = ['--version', 'print the version'];
  return [
    ...(isPackaged ? [demo] : []),
    [
      'init [--region REGION]… [--endpoint ID]… [--channel ID=GRANT,GRANT]… [--audit ID] [--dynamodb TABLE]',
      'write the configuration, and print the policy of the role on',
      'AWS; asks for what is not given, and overwrites nothing',
    ],
    ['[serve]', 'run Bouncer'],
    [
      'doctor [--json] [--probe]',
      'check everything that Bouncer depends on;',
      '--probe also tries what only a real account can prove',
    ],
    [
      'audit verify [--allow-empty] [--expect SEQ:HASH]',
      'check that the audit log is whole, and contains the',
      'expected entries',
    ],
    ['audit accept-head --reason TEXT', 'accept an audit log that disagrees with the audit channel'],
    ['audit export [--format jsonl|csv]', 'print the audit log to stdout'],
    [
      'history forget NAME…',
      "remove a person's connections from the history, in every",
      'spelling of these names; the audit log is never changed',
    ],
    [
      'manifest [--command /NAME] [--name NAME] [--http URL]',
      'print the manifest of the Slack app, with what is given in it',
    ],
    ['--help', 'print this text'],
    ...(isPackaged ? [version] : []),
  ];
}
