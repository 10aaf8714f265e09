import { isJsonObject } from '../protocol/json-object.ts';
import type { Rule } from './place.ts';

/** A string of `min` to `max` characters. Slack counts characters, not UTF-16 units. */
export function string({ min = 0, max }: { min?: number; max: number }): Rule {
  return (value, place) => {
    if (typeof value !== 'string') return place.refuse('must provide a string');
    const length = [...value].length;
    if (length < min) place.refuse(`must be more than ${min - 1} characters`);
    if (length > max) place.refuse(`must be less than ${max + 1} characters`);
  };
}

export const flag: Rule = (value, place) => {
  if (typeof value !== 'boolean') place.refuse('must provide a boolean');
};

export function integer({ min, max }: { min: number; max: number }): Rule {
  return (value, place) => {
    if (!Number.isInteger(value)) return place.refuse('must provide an integer');
    if (Number(value) < min) place.refuse(`must be at least ${min}`);
    if (Number(value) > max) place.refuse(`must be at most ${max}`);
  };
}

export function oneOf(...allowed: readonly string[]): Rule {
  return (value, place) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      place.refuse('must be a valid enum value');
    }
  };
}

export function matching(pattern: RegExp, sentence: string): Rule {
  return (value, place) => {
    if (typeof value !== 'string' || !pattern.test(value)) place.refuse(sentence);
  };
}

export function list(item: Rule, { min = 0, max }: { min?: number; max: number }): Rule {
  return (value, place) => {
    if (!Array.isArray(value)) return place.refuse('must provide an array');
    if (value.length < min) place.refuse(`no fewer than ${min} items allowed`);
    if (value.length > max) place.refuse(`no more than ${max} items allowed`);
    value.forEach((each, index) => {
      item(each, place.at(index));
    });
  };
}

/** An object with these fields and no others: an unknown field refuses the whole message, as it does in Slack. */
export function shape(fields: {
  readonly required?: Readonly<Record<string, Rule>>;
  readonly optional?: Readonly<Record<string, Rule>>;
}): Rule {
  const { required = {}, optional = {} } = fields;
  const rules = new Map(Object.entries({ ...optional, ...required }));
  return (value, place) => {
    if (!isJsonObject(value)) return place.refuse('must provide an object');
    for (const key of Object.keys(required)) {
      if (value[key] === undefined) place.refuse(`missing required field: ${key}`);
    }
    for (const [key, each] of Object.entries(value)) {
      if (each === undefined) continue;
      const rule = rules.get(key);
      if (rule) rule(each, place.at(key));
      else if (key !== 'type') place.refuse(`invalid additional property: ${key}`);
    }
  };
}

/** An object whose `type` says which rule holds for it. */
export function byType(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, place) => {
    if (!isJsonObject(value)) return place.refuse('must provide an object');
    if (value.type === undefined) return place.refuse('missing required field: type');
    const rule = Object.hasOwn(rules, String(value.type)) ? rules[String(value.type)] : undefined;
    if (rule) rule(value, place);
    else place.at('type').refuse(`unsupported type: ${String(value.type)}`);
  };
}

export function both(...rules: readonly Rule[]): Rule {
  return (value, place) => {
    for (const rule of rules) rule(value, place);
  };
}
