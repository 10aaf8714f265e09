import type { ChannelId, EndpointId } from '../../domain/ids.ts';
import type { ChannelGrant } from '../../domain/rules.ts';

/** What an operator chose for a new configuration. Everything else is as in the example. */
export interface ChosenSettings {
  readonly endpoints: readonly { readonly id: EndpointId; readonly name: string; readonly region: string }[];
  readonly channels: readonly {
    readonly id: ChannelId;
    readonly name: string;
    readonly allow: readonly ChannelGrant[];
  }[];
  readonly audit: { readonly id: ChannelId; readonly name: string };
  /** The DynamoDB table of the store; without it, a database file. */
  readonly table: string | undefined;
}

/**
 * Makes a configuration of the example: with its comments, and the chosen values in the place of those that only
 * illustrate.
 *
 * @param example `bouncer.example.yml`
 */
export function configText(example: string, { endpoints, channels, audit, table }: ChosenSettings): string {
  const endpointLines = endpoints.flatMap(({ id, name, region }, at) => [
    `  - id: ${id}`,
    `    name: ${JSON.stringify(name)}${at === 0 ? '   # what people read in messages, and type after “on”' : ''}`,
    `    region: ${region}`,
    ...(at === 0
      ? ['    # roleArn: arn:aws:iam::111122223333:role/bouncer   # for an endpoint in another account']
      : []),
  ]);
  const channelLines = channels.map(
    ({ id, name, allow }) => `  - { id: ${id}, name: ${JSON.stringify(name)}, allow: [${allow.join(', ')}] }`,
  );

  const replacements: readonly Replacement[] = [
    [
      /^# Bouncer's configuration\. Copy it .*$/m,
      () => '# Bouncer’s configuration, written by init. Adapt it: nothing overwrites it.',
    ],
    [/^endpoints:\n(?: +.*\n)+/m, () => block('endpoints', endpointLines)],
    // What is commented out there shows further settings of a channel.
    [/^channels:\n(?: +- .*\n)+/m, () => block('channels', channelLines)],
    [
      /^ {2}map: {3}( +#.*\n(?: +#.*\n)*) {4}U0BOB: (.*)$/m,
      (_all, comment, names) => `  # map: ${comment}  #   U0BOB: ${names}`,
    ],
    [
      /^ {2}breakGlass: \[S0RESPONDERS\]$/m,
      () => '  breakGlass: []                  # such as [S0RESPONDERS]',
    ],
    [
      /^ {2}channel: C0AUDIT$/m,
      () => `  channel: ${audit.id}`.padEnd(34) + (audit.name === '' ? '' : `# ${oneLine(audit.name)}`),
    ],
  ];
  const stored: Replacement = [
    /^ {2}sqlite: \.\/bouncer\.db\n {2}# dynamodb: bouncer$/m,
    () => `  dynamodb: ${table}`,
  ];
  return (table === undefined ? replacements : [...replacements, stored]).reduce(replaceOnce, example);
}

type Replacement = readonly [pattern: RegExp, lines: (...found: readonly string[]) => string];

function block(key: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${key}: []\n` : `${key}:\n${lines.join('\n')}\n`;
}

/** @throws {Error} If the example no longer has what is replaced: it would keep a value that is not the operator's. */
function replaceOnce(text: string, [pattern, lines]: Replacement): string {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`bouncer.example.yml has nothing like ${pattern}`);
  return text.replace(pattern, () => lines(...found));
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
