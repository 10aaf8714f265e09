import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { applySuggestion, type Completable, type Suggestion } from './complete-text.ts';
import { afterSending, type SentLines, walkSentLines } from './sent-lines.ts';
import { type CompletionView, useCompletion } from './use-completion.ts';

export interface ComposerOptions {
  readonly text: string;
  readonly completable: Completable;
  readonly sent: SentLines;
  /** Counts up whenever something else put text here: the composer takes the focus. */
  readonly filled: number;
  readonly onText: (text: string) => void;
  readonly onSent: (sent: SentLines) => void;
  /** Answers the reason why it could not be sent. */
  readonly onSend: (text: string) => Promise<string | undefined>;
}

interface ComposerView {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly completion: CompletionView;
  /** Why the last line was not sent. */
  readonly problem: string | undefined;
  readonly type: (text: string, caret: number) => void;
  readonly press: (event: KeyboardEvent) => void;
  readonly accept: (suggestion: Suggestion) => void;
  readonly send: () => void;
}

/** What the composer does with keys, suggestions and the lines that were sent before. */
export function useComposer(options: ComposerOptions): ComposerView {
  const { text, completable, sent, filled, onText, onSent, onSend } = options;
  const field = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const completion = useCompletion(text, completable);
  useFieldHeight(field, text);
  useFilled(field, filled, completion.hide);

  return { field, completion, problem, type, press, accept, send };

  function type(next: string, caret: number) {
    onText(next);
    completion.moveTo(caret);
    setProblem(undefined);
  }

  function press(event: KeyboardEvent) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isSending = event.key === 'Enter' && !event.shiftKey;
    const isTaken = completion.press(event.key, accept) || (isAtEdge(event.key) && walk(event.key));
    if (isTaken || isSending) event.preventDefault();
    if (isSending && !isTaken) send();
  }

  function accept(suggestion: Suggestion) {
    if (!completion.shown) return;
    const applied = applySuggestion(text, completion.shown, suggestion);
    put(applied.text, applied.caret);
    field.current?.focus();
  }

  async function send() {
    const line = text.trim();
    if (line === '') return;
    onSent(afterSending(sent, line));
    put('', 0);
    const refusal = await onSend(line);
    setProblem(refusal);
    if (refusal !== undefined) onText(line);
  }

  /** Up on the first line and down on the last leave the text. */
  function isAtEdge(key: string): boolean {
    const before = text.slice(0, field.current?.selectionStart ?? 0);
    const after = text.slice(field.current?.selectionEnd ?? 0);
    return (key === 'ArrowUp' && !before.includes('\n')) || (key === 'ArrowDown' && !after.includes('\n'));
  }

  function walk(key: string): boolean {
    const walked = walkSentLines(sent, key === 'ArrowUp' ? -1 : 1, text);
    if (walked === undefined) return false;
    onSent(walked.sent);
    put(walked.text, walked.text.length);
    completion.hide();
    return true;
  }

  /** Text and caret together, so that what is typed next stands where the person sees the caret. */
  function put(next: string, caret: number) {
    onText(next);
    completion.moveTo(caret);
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  }
}

const maxPixels = 160;

/** Lets the field grow with its text, up to where it scrolls. */
function useFieldHeight(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, maxPixels)}px`;
  }, [field, text]);
}

/** Takes the focus, with the caret at the end, whenever something else has put text into the field. */
function useFilled(field: RefObject<HTMLTextAreaElement | null>, filled: number, onFilled: () => void): void {
  useEffect(() => {
    const area = field.current;
    if (filled === 0 || !area || area.value === '') return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    onFilled();
  }, [filled]);
}
