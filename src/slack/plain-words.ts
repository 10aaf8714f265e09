import { closestTo } from '../domain/closest.ts';
import { type Endpoint, resolveEndpoint } from '../domain/endpoint.ts';
import { parseConnectionId } from '../domain/ids.ts';
import { foldName, isSameName } from '../domain/vpn-name.ts';
import { plainPunctuation, type Word } from './typed-text.ts';

/** The endpoints that a command in its channel may name. */
export type KnownEndpoints = readonly Pick<Endpoint, 'id' | 'name'>[];

export function isOn(word: Word | undefined): boolean {
  return isSameName(withoutPunctuation(plainText(word)), 'on');
}

export function isFlag(word: Word | undefined): boolean {
  return /^--[\p{L}\d]/u.test(plainText(word));
}

/** The text of a word that is neither quoted nor a mention, in plain punctuation; otherwise empty. */
export function plainText(word: Word | undefined): string {
  return word?.kind === 'text' && !word.isQuoted ? plainPunctuation(word.text) : '';
}

/** The name of the endpoint that a word names or closely matches. */
export function endpointMeant(typed: string, endpoints: KnownEndpoints): string | undefined {
  const scope = withoutPunctuation(typed);
  const names = endpoints.map(({ name }) => name);
  return resolveEndpoint(endpoints, scope)?.name ?? closestTo(scope, names);
}

/** The text of a word without surrounding punctuation and brackets. */
export function withoutPunctuation(text: string): string {
  return text.replace(/^[,:;([{]+|[.,:;!?)\]}]+$/g, '');
}

/** Whether a text is an e-mail address or a connection id. Punctuation never starts or ends one of these. */
export function isAddressOrId(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text) || parseConnectionId(foldName(text)) !== undefined;
}

/**
 * A name without the punctuation of the sentence around it: after any name, and on both sides of an address or an id.
 */
export function nameWithoutMarks(typed: string): string {
  const bare = withoutBrackets(typed).replace(/[.,:;!?\u2026]+$/, '');
  const inner = withoutBrackets(bare);
  return isAddressOrId(inner) ? inner : typed.replace(/(?<=.)[:;!?]+$/, '');
}

/** Removes brackets around a text, and unbalanced ones. */
function withoutBrackets(typed: string): string {
  let text = typed;
  if (/^[([{]/.test(text) && (/[)\]}]$/.test(text) || !/[)\]}]/.test(text))) text = text.slice(1);
  if (/[)\]}]$/.test(text) && !/[([{]/.test(text)) text = text.slice(0, -1);
  return text;
}
