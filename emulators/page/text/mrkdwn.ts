/** Text in Slack's markup, parsed. Whatever is not markup is text, character by character. */
export type Part =
  | { readonly kind: 'paragraph'; readonly lines: readonly (readonly Span[])[] }
  | { readonly kind: 'quote'; readonly lines: readonly (readonly Span[])[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: 'preformatted'; readonly text: string };

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: Emphasis; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'emoji'; readonly name: string; readonly character: string }
  | Entity;

export type Emphasis = 'bold' | 'italic' | 'strike';

/** What Slack writes between angle brackets. */
export type Entity =
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'person'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'channel'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'group'; readonly id: string; readonly label: string | null }
  | { readonly kind: 'broadcast'; readonly range: 'here' | 'channel' | 'everyone' }
  | DateToken;

export interface DateToken {
  readonly kind: 'date';
  readonly seconds: number;
  readonly format: string;
  readonly href: string | null;
  readonly fallback: string;
}
