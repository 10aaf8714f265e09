import type { Act, Close, Open, Say, Submit, UseShortcut } from '../protocol/client-protocol.ts';
import { isJsonObject, type JsonObject, objectAt, stringAt } from '../protocol/json-object.ts';

// Each answers undefined where the body is not what the protocol says.

export function parseSay(body: JsonObject): Say | undefined {
  const as = stringAt(body, 'as');
  const channel = stringAt(body, 'channel');
  const text = stringAt(body, 'text');
  const threadTs = stringAt(body, 'threadTs');
  if (as === undefined || channel === undefined || text === undefined) return undefined;
  return { as, channel, text, ...(threadTs !== undefined && { threadTs }) };
}

export function parseAct(body: JsonObject): Act | undefined {
  const as = stringAt(body, 'as');
  const on = parseSurface(objectAt(body, 'on') ?? {});
  const blockId = stringAt(body, 'blockId');
  const actionId = stringAt(body, 'actionId');
  if (as === undefined || !on || blockId === undefined || actionId === undefined) return undefined;
  const { chosen } = body;
  const values = body.values === undefined ? {} : parseValues(body.values);
  if (!values || (chosen !== undefined && chosen !== null && !isEntry(chosen))) return undefined;
  return {
    as,
    on,
    blockId,
    actionId,
    values,
    ...(chosen === undefined || chosen === null ? {} : { chosen }),
  };
}

export function parseSubmit(body: JsonObject): Submit | undefined {
  const as = stringAt(body, 'as');
  const id = stringAt(body, 'id');
  const values = parseValues(body.values);
  return as === undefined || id === undefined || !values ? undefined : { as, id, values };
}

export function parseClose(body: JsonObject): Close | undefined {
  const as = stringAt(body, 'as');
  const id = stringAt(body, 'id');
  return as === undefined || id === undefined ? undefined : { as, id };
}

export function parseUseShortcut(body: JsonObject): UseShortcut | undefined {
  const as = stringAt(body, 'as');
  const callbackId = stringAt(body, 'callbackId');
  const channel = stringAt(body, 'channel');
  const ts = stringAt(body, 'ts');
  if (as === undefined || callbackId === undefined || channel === undefined) return undefined;
  return { as, callbackId, channel, ...(ts !== undefined && { ts }) };
}

export function parseOpen(body: JsonObject): Open | undefined {
  const as = stringAt(body, 'as');
  const tab = (['home', 'messages', 'about'] as const).find((each) => each === body.tab);
  return as === undefined || tab === undefined ? undefined : { as, tab };
}

function parseSurface(on: JsonObject): Act['on'] | undefined {
  const channel = stringAt(on, 'channel');
  const ts = stringAt(on, 'ts');
  const id = stringAt(on, 'id');
  if (on.kind === 'home') return { kind: 'home' };
  if (on.kind === 'modal') return id === undefined ? undefined : { kind: 'modal', id };
  if (on.kind !== 'message' || channel === undefined || ts === undefined) return undefined;
  return { kind: 'message', channel, ts };
}

type Entries = Submit['values'][string];
type Entry = Entries[string];

function parseValues(values: unknown): Submit['values'] | undefined {
  if (!isJsonObject(values)) return undefined;
  const parsed: Record<string, Entries> = {};
  for (const [blockId, entries] of Object.entries(values)) {
    if (!isJsonObject(entries)) return undefined;
    const kept: Record<string, Entry> = {};
    for (const [actionId, entry] of Object.entries(entries)) {
      if (entry !== null && !isEntry(entry)) return undefined;
      kept[actionId] = entry;
    }
    parsed[blockId] = kept;
  }
  return parsed;
}

function isEntry(value: unknown): value is string | readonly string[] {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'))
  );
}
