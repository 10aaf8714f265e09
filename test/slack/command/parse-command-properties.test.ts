import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveEndpoint } from '../../../src/domain/endpoint.ts';
import { parseCommand, type VpnCommand } from '../../../src/slack/command/parse-command.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { hostileText } from '../hostile-text.ts';

type Act = Extract<VpnCommand, { kind: 'kick' | 'block' | 'unblock' }>;

const known = [anEndpoint(), lab];
const scopes = ['lab', 'LAB', 'prod-eu', lab.id];
const unknownScopes = ['labb', 'holiday', 'nowhere', `${lab.id}0`];
const targets = [
  '<@U0BOB|bob>',
  '<@U0ANNA>',
  'b@x.y',
  '<mailto:c@x.y|c@x.y>',
  'bob',
  '"bob baker"',
  'cvpn-connection-0a',
];
const soup = [
  ...targets,
  ...scopes,
  ...unknownScopes,
  ...[
    'on',
    'On',
    'ON',
    '*on*',
    'o\u200Bn',
    'on:',
    'and',
    '&amp;',
    ',',
    '-',
    '–',
    ':',
    'all',
    'everyone',
    ';',
    '|',
    '/',
    '(',
    ')',
  ],
  ...['on=lab', 'on:nowhere', '(on', 'lab)', '@', 'or', 'except', 'but'],
  ...['4h', 'for', '2 days', 'until lifted', 'break-glass', 'breakglass', '--force', '4'],
  ...[
    'stale',
    'session',
    'stolen',
    'holiday,',
    'since',
    'CN=a,O=b',
    '"on lab"',
    '“on holiday”',
    'in',
    'from',
  ],
];
const verb = fc.constantFrom('kick' as const, 'block' as const, 'unblock' as const);
const words = fc.array(fc.constantFrom(...soup), { maxLength: 9 });
const prose = fc.array(fc.constantFrom('stale', 'session', 'hangs', 'laptop', 'stolen', 'again'), {
  minLength: 1,
  maxLength: 4,
});

/** What the command would do; undefined where it asks instead. */
function actFrom(typed: string): Act | undefined {
  const parsed = parseCommand(typed, known);
  return parsed.kind === 'kick' || parsed.kind === 'block' || parsed.kind === 'unblock' ? parsed : undefined;
}

/** Words outside of double quotes, as plain as a reader sees them. */
function plainWords(typed: string): readonly string[] {
  const unquoted = typed.replaceAll(/["“][^"”]*["”]/g, ' "" ').replaceAll(/[\u200B*]/g, '');
  return unquoted.split(/\s+/).map((word) => word.replaceAll(/^[,:;]+|[,:;]+$/g, '').toLowerCase());
}

test('a reason begins with “on …” only where it was quoted', () => {
  fc.assert(
    fc.property(verb, words, (act, parts) => {
      const typed = `${act} ${parts.join(' ')}`;
      const read = actFrom(typed);

      if (read !== undefined && /^on\s+\S/i.test(read.reason.replaceAll(/[\u200B*]/g, '')))
        expect([`"${read.reason}"`, `“${read.reason}”`]).toContain(typed.slice(-read.reason.length - 2));
    }),
    { numRuns: 3_000 },
  );
});

test('where a scope was typed outside of quotes, the act is no wider than that, or is asked about', () => {
  fc.assert(
    fc.property(verb, fc.constantFrom(...targets), words, (act, target, parts) => {
      const typed = `${act} ${target} ${parts.join(' ')}`;
      const plain = plainWords(typed);
      const typedScopes = plain.flatMap((word, at) => (word === 'on' ? (plain[at + 1] ?? []) : []));
      const meant = typedScopes.flatMap((scope) => resolveEndpoint(known, scope) ?? []);
      const read = actFrom(typed);

      if (read === undefined || meant.length === 0) return;
      expect(read.on).toBeDefined();
      expect(resolveEndpoint(known, read.on ?? '')).toBeOneOf([undefined, ...meant]);
    }),
    { numRuns: 3_000 },
  );
});

test('“on X” behind the target is the scope, known or not, wherever it stands among the arguments', () => {
  const scope = fc.constantFrom(...scopes, ...unknownScopes);
  fc.assert(
    fc.property(
      verb,
      fc.constantFrom(...targets),
      scope,
      fc.boolean(),
      prose,
      (act, target, on, isLast, why) => {
        const args = act === 'block' ? ['4h', `on ${on}`] : [`on ${on}`];
        const typed = `${act} ${target} ${(isLast ? args : args.toReversed()).join(' ')} ${why.join(' ')}`;
        const read = actFrom(typed);

        // A block is on a name.
        if (act !== 'unblock' || !target.startsWith('cvpn'))
          expect(read).toMatchObject({ kind: act, on, reason: why.join(' ') });
      },
    ),
  );
});

test('a second target is acted on or asked about, and never left out', () => {
  const separator = fc.constantFrom(
    ...[' ', ', ', ',', ' , ', ' and ', ', and ', ' &amp; '],
    ...['; ', ';', ' | ', '|', ' / ', '/ ', ' or ', ' then ', ', and then ', ' - ', ': ', ' : '],
  );
  const second = fc.constantFrom(
    '<@U0EVE>',
    'eve@x.y',
    '<mailto:eve@x.y|eve@x.y>',
    'CORP\\eve',
    '@eve',
    'cvpn-connection-0b',
  );
  fc.assert(
    fc.property(
      verb,
      fc.constantFrom(...targets),
      separator,
      second,
      prose,
      (act, target, between, other, why) => {
        const read = actFrom(`${act} ${target}${between}${other} ${why.join(' ')}`);

        if (read === undefined) return;
        expect(read.targetRef).toMatchObject({ kind: 'several', targetRef: [{}, {}] });
        expect(read.reason).toBe(why.join(' '));
      },
    ),
    { numRuns: 500 },
  );
});

test('only what was typed as everyone is everyone, and on an endpoint', () => {
  fc.assert(
    fc.property(verb, words, (act, parts) => {
      const read = actFrom(`${act} ${parts.join(' ')}`);

      if (read?.targetRef.kind !== 'everyone') return;
      // Marks before a word say nothing.
      expect(parts.find((part) => /[\p{L}\p{N}]/u.test(part))).toMatch(/^(all|everyone)$/);
      expect(read.on).toBeDefined();
    }),
    { numRuns: 1_000 },
  );
});

test('whatever is typed is read as something, and what is to be acted on is never empty', () => {
  const someVerb = fc.constantFrom('who ', 'kick ', 'block ', 'unblock ', 'history ', 'audit ', '');
  fc.assert(
    fc.property(someVerb, hostileText, (start, rest) => {
      const read = actFrom(start + rest);

      if (read === undefined) return;
      const targetRef = read.targetRef.kind === 'several' ? read.targetRef.targetRef : [read.targetRef];
      for (const one of targetRef) if (one.kind === 'name') expect(one.name.trim()).not.toBe('');
    }),
  );
});

test.each([
  '"',
  '<',
  '<a:',
  ' "',
  ',',
  'a,',
  'a@b ',
  '<@U0BOB>',
  '*',
  ' on',
  ' on lab',
  '\u200B',
  '4h',
  ' and',
  '&',
  '=',
])('ten times as many of %j take no more than some forty times as long to read', (piece) => {
  const few = leastCpuMs(piece.repeat(5_000 / piece.length));

  // With a parser that looks back at everything for each character, it would be a hundred times.
  const mostMs = 40 * Math.max(few, 5);
  expect(leastCpuMs(piece.repeat(50_000 / piece.length), mostMs)).toBeLessThan(mostMs);
});

/** The least of three, so that no pause of the machine or its garbage collector counts; or the first that is quick enough. */
function leastCpuMs(rest: string, enoughMs = 0): number {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && leastMs >= enoughMs; attempt += 1) {
    const start = process.threadCpuUsage();
    for (const act of ['kick', 'block', 'who', 'audit']) parseCommand(`${act} bob${rest}`, known);
    const { user, system } = process.threadCpuUsage(start);
    leastMs = Math.min(leastMs, (user + system) / 1_000);
  }
  return leastMs;
}
