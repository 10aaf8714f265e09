import { closestTo } from '../domain/closest.ts';
import { type Endpoint, resolveEndpoint } from '../domain/endpoint.ts';
import { parseConnectionId } from '../domain/ids.ts';
import { foldName, isSameName } from '../domain/vpn-name.ts';
import { plainPunctuation, type Word } from './typed-text.ts';

/** The endpoints that the channel of a command may name. */
export type KnownEndpoints = readonly Pick<Endpoint, 'id' | 'name'>[];

export function isOn(word: Word | undefined): boolean {
  return isSameName(withoutPunctuation(plainText(word)), 'on');
}

export function isFlag(word: Word | undefined): boolean {
  return /^--[\p{L}\d]/u.test(plainText(word));
}

/** The text of a word that is neither quoted nor a mention, in plain punctuation; else empty. */
export function plainText(word: Word | undefined): string {
  return word?.kind === 'text' && !word.isQuoted ? plainPunctuation(word.text) : '';
}

/** The endpoint that a word names, or comes close to. */
export function endpointMeant(typed: string, endpoints: KnownEndpoints): string | undefined {
  const scope = withoutPunctuation(typed);
  const names = endpoints.map(({ name }) => name);
  return resolveEndpoint(endpoints, scope)?.name ?? closestTo(scope, names);
}

/** The text of a word without the punctuation and the brackets around it. */
export function withoutPunctuation(text: string): string {
  return text.replace(/^[,:;([{]+|[.,:;!?)\]}]+$/g, '');
}

/** Whether a text is an address or the id of a connection, which no mark begins or ends. */
export function isAddressOrId(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text) || parseConnectionId(foldName(text)) !== undefined;
}

/** A name without the marks of the sentence around it: those after any name, and any around an address or an id. */
export function nameWithoutMarks(typed: string): string {
  const bare = withoutBrackets(typed).replace(/[.,:;!?\u2026]+$/, '');
  const inner = withoutBrackets(bare);
  return isAddressOrId(inner) ? inner : typed.replace(/(?<=.)[:;!?]+$/, '');
}

/** Takes away brackets around a text, and those that have no other half. */
function withoutBrackets(typed: string): string {
  let text = typed;
  if (/^[([{]/.test(text) && (/[)\]}]$/.test(text) || !/[)\]}]/.test(text))) text = text.slice(1);
  if (/[)\]}]$/.test(text) && !/[([{]/.test(text)) text = text.slice(0, -1);
  return text;
}
