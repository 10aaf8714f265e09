import { type Document, isAlias, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import type { Problem } from './invalid-config.ts';
import { withoutCredentials } from './shown.ts';

/** A YAML text as plain data. */
export interface YamlValue {
  /** Undefined when the text could not be read at all; a text with duplicate keys still has a value. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** Parses YAML 1.2. Problems give the file, the line and the column, both counted from 1. */
export function yamlValueFrom(text: string, file: string): YamlValue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const faults = [...[...document.errors, ...document.warnings].map(faultFrom), ...danglingAliases(document)];
  const problems = faults.map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return { path: `${file}, line ${line}, column ${col}`, message };
  });

  if (faults.some(({ isFatal }) => isFatal)) return { value: undefined, problems };
  try {
    return { value: document.toJS(), problems };
  } catch {
    // Dangling aliases were found above, so the only remaining error is excessive nesting of aliases.
    return { value: undefined, problems: [...problems, { path: file, message: 'has too many aliases' }] };
  }
}

interface Fault {
  readonly offset: number;
  readonly message: string;
  /** Whether the parsed data may differ from what the author meant. */
  readonly isFatal: boolean;
}

function faultFrom({ code, message, pos: [offset] }: YAMLError): Fault {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { offset, message: 'this key stands twice in its map; keep one', isFatal: false };
    case 'MULTIPLE_DOCS':
      return { offset, message: 'a second document begins here (---); keep one', isFatal: true };
    default:
      return { offset, message: `not valid YAML: ${withoutQuote(message)}`, isFatal: true };
  }
}

/** Cuts off the source that the parser repeats after a colon, since it could contain anything. */
function withoutQuote(message: string): string {
  return withoutCredentials(message.split(/: ["\S]/)[0] ?? message);
}

/** Finds aliases that the parser reports only later, without their position; `protected: [*-admin]` is one. */
function danglingAliases(document: Document): readonly Fault[] {
  const faults: Fault[] = [];
  const message = 'text that begins with * needs quotes; without them it names an anchor, and there is none';
  visit(document, (_key, node) => {
    if (isAlias(node) && node.resolve(document) === undefined)
      faults.push({ offset: node.range?.[0] ?? 0, message, isFatal: true });
  });
  return faults;
}
