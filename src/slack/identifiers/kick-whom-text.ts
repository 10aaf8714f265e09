import { z } from 'zod';
import type { KickWhom, OneOfSeveral } from '../../core/whom.ts';
import { parseJson } from './parse-json.ts';
import { isExact, parseWhom, textFromWhom } from './whom-text.ts';

const prefix = 'several:';
const severalSchema = z.array(z.string()).min(1);

/** Writes whose sessions a modal is about, for Slack to give back. */
export function textFromKickWhom(whom: KickWhom): string {
  return whom.kind === 'several' ? prefix + JSON.stringify(whom.whom.map(textFromWhom)) : textFromWhom(whom);
}

export function parseKickWhom(text: string): KickWhom | undefined {
  if (text.startsWith(prefix)) return parseSeveral(text.slice(prefix.length));

  const whom = parseWhom(text);
  return whom !== undefined && (whom.kind === 'everyone' || isExact(whom)) ? whom : undefined;
}

/** One that cannot be read makes all of it unreadable: a part must not be taken for the whole. */
function parseSeveral(text: string): KickWhom | undefined {
  const texts = severalSchema.safeParse(parseJson(text));
  const several = texts.success ? texts.data.map(parseOne) : [undefined];
  return several.every((one) => one !== undefined) ? { kind: 'several', whom: several } : undefined;
}

function parseOne(text: string): OneOfSeveral | undefined {
  const whom = parseWhom(text);
  if (whom?.kind === 'name' || whom?.kind === 'person' || whom?.kind === 'group') return whom;
  return undefined;
}
