import { readFileSync, statSync } from 'node:fs';
import { type Document, isAlias, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { crossCheck } from './cross-check.ts';
import { type FileSettings, fileSchema, settingsIn } from './file-schema.ts';
import {
  type Checked,
  invalid,
  issueSentence,
  type Problem,
  problemsFromIssue,
  valid,
  withoutCredentials,
} from './invalid-config.ts';

/** Reads and checks the configuration file as a whole. */
export function readFileSettings(path: string): Checked<FileSettings> {
  const text = readConfigText(path);
  return text.valid ? fileSettingsFrom(text.value, path) : text;
}

/** Checks the text of a configuration file. @param file Its path, for problems. */
export function fileSettingsFrom(text: string, file: string): Checked<FileSettings> {
  const yaml = yamlValueFrom(text, file);
  if (yaml.value === undefined) return invalid(...yaml.problems);

  const result = fileSchema.safeParse(yaml.value, { error: issueSentence });
  const issues = result.success ? [] : result.error.issues;
  const problems = [
    ...yaml.problems,
    ...issues.flatMap((issue) => problemsFromIssue(issue, file, settingsIn)),
    ...crossCheck(yaml.value),
  ];

  return result.success && problems.length === 0 ? valid(result.data) : invalid(...problems);
}

/** Far larger than any real configuration file; a larger file means a wrong path. */
const maxBytes = 1_000_000;

/** Reads the text of the configuration file. */
function readConfigText(path: string): Checked<string> {
  const wrong = (message: string) => invalid({ path, message });
  try {
    const found = statSync(path);
    if (!found.isFile()) return wrong('isn’t a file; set BOUNCER_CONFIG to the path of the YAML file');
    if (found.size > maxBytes) return wrong('is larger than 1 MB; set BOUNCER_CONFIG to the right file');

    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return text.trim() === '' ? wrong('is empty; start from bouncer.example.yml') : valid(text);
  } catch (thrown) {
    return wrong(sentenceFor(thrown));
  }
}

function sentenceFor(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'does not exist; write it with init, copy bouncer.example.yml there, or set BOUNCER_CONFIG to the path of yours';
    case 'EACCES':
    case 'EPERM':
      return 'can’t be read: permission denied; let this user read it';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'isn’t UTF-8 text; save it as UTF-8';
    default:
      return `can’t be read (${String(code ?? 'unknown error')}); set BOUNCER_CONFIG to another file`;
  }
}

/** A YAML text as plain data. */
interface YamlValue {
  /** Undefined when the text could not be read at all; a text with duplicate keys still has a value. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** Parses YAML 1.2. Problems give the file, the line and the column, both counted from 1. */
function yamlValueFrom(text: string, file: string): YamlValue {
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
      return { offset, message: 'this key is repeated in its map; keep one', isFatal: false };
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
  const message =
    'put text that begins with * in quotes; without them, it refers to an anchor that doesn’t exist';
  visit(document, (_key, node) => {
    if (isAlias(node) && node.resolve(document) === undefined)
      faults.push({ offset: node.range?.[0] ?? 0, message, isFatal: true });
  });
  return faults;
}
