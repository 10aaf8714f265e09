import { readFileSync, statSync } from 'node:fs';
import { type Checked, invalid, valid } from './checked.ts';

/** Far larger than any real configuration file; a larger file means a wrong path. */
const mostBytes = 1_000_000;

/** Reads the text of the configuration file. */
export function readConfigText(path: string): Checked<string> {
  const wrong = (message: string) => invalid({ path, message });
  try {
    const found = statSync(path);
    if (!found.isFile()) return wrong('is not a file; set BOUNCER_CONFIG to the path of the YAML file');
    if (found.size > mostBytes) return wrong('is larger than 1 MB; set BOUNCER_CONFIG to the right file');

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
      return 'does not exist; copy bouncer.example.yml there, or set BOUNCER_CONFIG to the path of yours';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this process; give its user leave to read it';
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return 'is not UTF-8 text; save it as UTF-8';
    default:
      return `cannot be read (${String(code ?? 'unknown error')}); set BOUNCER_CONFIG to a file that can`;
  }
}
