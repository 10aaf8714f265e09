import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Problem } from './invalid-config.ts';
import { withoutCredentials } from './shown.ts';

/** A YAML text as plain data. */
export interface YamlValue {
  /** Undefined where the text could not be read at all; a text with duplicate keys still has a value. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** Reads YAML 1.2; problems name the file, the line and the column, both from 1. */
export function yamlValueFrom(text: string, file: string): YamlValue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const errors = [...document.errors, ...document.warnings];
  const problems = errors.map((error) => ({
    path: `${file}, ${placeOf(error, lines)}`,
    message: sentenceFor(error),
  }));

  const isReadable = errors.every(({ code }) => code === 'DUPLICATE_KEY');
  if (!isReadable) return { value: undefined, problems };
  try {
    return { value: document.toJS(), problems };
  } catch {
    // An alias without its anchor is found above, so what is left is aliases of aliases of aliases.
    return { value: undefined, problems: [{ path: file, message: 'has too many aliases' }] };
  }
}

function placeOf({ pos }: YAMLError, lines: LineCounter): string {
  const { line, col } = lines.linePos(pos[0]);
  return `line ${line}, column ${col}`;
}

/** The parser quotes the source after a colon: cut, since it could be anything. */
function sentenceFor({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here (---); keep one';
  if (code === 'DUPLICATE_KEY') return 'this key stands twice in its map; keep one';

  return `not valid YAML: ${withoutCredentials(message.split(/: ["\S]/)[0] ?? message)}`;
}
