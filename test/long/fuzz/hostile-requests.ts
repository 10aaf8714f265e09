import type { Random } from '../../../emulators/ec2/model/random.ts';
import type { Envelope } from '../../../emulators/slack/delivery/delivery.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Nobody who may do anything: a guest, an outsider, someone who left, the bot itself, nobody at all. */
const strangers = ['U0GUS', 'U0OTTO', 'U0DORA', 'U0BOUNCER', 'U0NOBODY', '', '../U0HELGA', 'U0HELGA\u0000'];

const oddities: readonly Json[] = [
  ...[null, true, -1, 1e308, '', '\u0000', '\uD800', '__proto__', '<!channel>', 'x'.repeat(20_000)],
  ...[[], {}, [[[[[[[[]]]]]]]], { toString: null }, { type: 'kick' }, { constructor: { prototype: {} } }],
];

/** A request as Slack makes them, with parts of it broken, in the name of somebody who may do nothing. */
export function forgedFrom({ kind, payload }: Envelope, random: Random): Json {
  let forged: Json = JSON.parse(JSON.stringify(payload));
  for (let times = random.below(4); times > 0; times -= 1) forged = broken(forged, random);

  const stranger = random.pick(strangers);
  const claim =
    kind === 'interactive' ? { user: { id: stranger, team_id: 'T0ACME' } } : { user_id: stranger };
  return isObject(forged) ? { ...forged, ...claim, trigger_id: random.hex(12) } : forged;
}

/** The value with something in it, however deep, left out or replaced. */
function broken(value: Json, random: Random): Json {
  const isLeaf = typeof value !== 'object' || value === null || random.chance(0.1);
  if (isLeaf) return oddities[random.below(oddities.length)] ?? null;

  const parts = Object.entries(value);
  const [key] = parts[random.below(parts.length)] ?? [];
  const changed = parts.flatMap(([name, part]) => {
    if (name !== key) return [[name, part] as const];
    return random.chance(0.3) ? [] : [[name, broken(part, random)] as const];
  });
  return Array.isArray(value) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}

/** Text that is no request at all. */
export function nonsense(random: Random): string {
  const text = JSON.stringify(oddities[random.below(oddities.length)]);
  switch (random.below(5)) {
    case 0:
      return random.hex(random.below(200));
    case 1:
      return `payload=${encodeURIComponent(text)}`;
    case 2:
      return '{"type":'.repeat(random.below(2_000));
    case 3:
      return `{"type":"${random.pick(['error', 'close', 'ws_message', 'hello', 'events_api'])}","payload":${text}}`;
    default:
      return text;
  }
}

/** A form as Slack posts it. */
export function formOf(kind: Envelope['kind'], payload: Json): string {
  if (kind === 'interactive' || !isObject(payload)) {
    return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  }
  const fields = Object.entries(payload).map(
    ([name, part]) => [name, typeof part === 'string' ? part : JSON.stringify(part)] as const,
  );
  return new URLSearchParams(Object.fromEntries(fields)).toString();
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
