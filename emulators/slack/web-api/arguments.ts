import { SlackRefusal } from '../model/slack-refusal.ts';
import { isJsonObject, type JsonObject, parseJson, parseObject, stringAt } from '../protocol/json-object.ts';

/** The arguments of a Web API call, whether they came as a form, where everything is text, or as JSON. */
export class Arguments {
  readonly all: JsonObject;

  constructor(all: JsonObject) {
    this.all = all;
  }

  /** @throws SlackRefusal `invalid_arguments` where it is missing */
  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined || value === '') {
      throw new SlackRefusal('invalid_arguments', { details: [`[ERROR] missing required field: ${key}`] });
    }
    return value;
  }

  optionalText(key: string): string | undefined {
    const value = this.all[key];
    return typeof value === 'number' ? String(value) : stringAt(this.all, key);
  }

  flag(key: string): boolean {
    const value = this.all[key];
    return value === true || value === 'true' || value === '1' || value === 1;
  }

  /** A whole number between 1 and `most`; `usual` where none was given. */
  count(key: string, usual: number, most: number): number {
    const value = Number(this.optionalText(key) ?? usual);
    return Number.isInteger(value) && value > 0 ? Math.min(value, most) : usual;
  }

  /** What the argument holds as JSON: undefined where it is missing, null where it is no JSON. */
  json(key: string): unknown {
    const value = this.all[key];
    if (typeof value !== 'string') return value;
    return parseJson(value) ?? null;
  }
}

/** Reads a request's query and body; undefined where the body is not what its content type says. */
export function parseArguments(url: URL, contentType: string, body: string): Arguments | undefined {
  const query = Object.fromEntries(url.searchParams);
  if (contentType.startsWith('application/json')) {
    const object = parseObject(body);
    return object && new Arguments({ ...query, ...object });
  }
  return new Arguments({ ...query, ...Object.fromEntries(new URLSearchParams(body)) });
}

/** An argument list without what must not be kept: tokens. */
export function withoutTokens(all: JsonObject): JsonObject {
  const { token: _token, ...rest } = all;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, readable(value)]));
}

function readable(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  const parsed = parseJson(value);
  return isJsonObject(parsed) || Array.isArray(parsed) ? parsed : value;
}
