import { useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../controls/icon.tsx';
import { applySuggestion, type Completable, type Suggestion } from './complete-text.ts';
import { afterSending, noSentLines, walkSentLines } from './sent-lines.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { useCompletion } from './use-completion.ts';
import { useFieldHeight } from './use-field-height.ts';
import { useFilled } from './use-filled.ts';

interface ComposerProps {
  readonly channelName: string;
  readonly text: string;
  readonly completable: Completable;
  /** Counts up whenever something else put text here: the composer takes the focus. */
  readonly filled: number;
  readonly isWaiting: boolean;
  readonly onText: (text: string) => void;
  /** Answers the reason why it could not be sent. */
  readonly onSend: (text: string) => Promise<string | undefined>;
}

export function Composer({
  channelName,
  text,
  completable,
  filled,
  isWaiting,
  onText,
  onSend,
}: ComposerProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [sent, setSent] = useState(noSentLines);
  const [problem, setProblem] = useState<string>();
  const completion = useCompletion(text, completable);
  useFieldHeight(field, text);
  useFilled(field, filled, completion.hide);

  /** Text and caret together, so that what is typed next stands where the person sees the caret. */
  function put(next: string, caret: number) {
    onText(next);
    completion.moveTo(caret);
    requestAnimationFrame(() => field.current?.setSelectionRange(caret, caret));
  }

  function accept(suggestion: Suggestion) {
    if (!completion.shown) return;
    const applied = applySuggestion(text, completion.shown, suggestion);
    put(applied.text, applied.caret);
    field.current?.focus();
  }

  function walk(step: -1 | 1): boolean {
    const walked = walkSentLines(sent, step, text);
    if (walked === undefined) return false;
    setSent(walked.sent);
    put(walked.text, walked.text.length);
    completion.hide();
    return true;
  }

  async function send() {
    const line = text.trim();
    if (line === '') return;
    setSent(afterSending(sent, line));
    put('', 0);
    const refusal = await onSend(line);
    setProblem(refusal);
    if (refusal !== undefined) onText(line);
  }

  function press(event: KeyboardEvent) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isSending = event.key === 'Enter' && !event.shiftKey;
    const isTaken = completion.press(event.key, accept) || (isAtEdge(event.key) && walk(stepOf(event.key)));
    if (isTaken || isSending) event.preventDefault();
    if (isSending && !isTaken) send();
  }

  /** Up on the first line and down on the last leave the text. */
  function isAtEdge(key: string): boolean {
    const before = text.slice(0, field.current?.selectionStart ?? 0);
    const after = text.slice(field.current?.selectionEnd ?? 0);
    return (key === 'ArrowUp' && !before.includes('\n')) || (key === 'ArrowDown' && !after.includes('\n'));
  }

  return (
    <div class="composer">
      {completion.shown && <SuggestionList id={id} completion={completion} onAccept={accept} />}
      {problem !== undefined && (
        <p class="composer-problem" role="alert">
          <Icon name="alert" /> {problem}
        </p>
      )}
      <div class="composer-box" aria-busy={isWaiting}>
        <textarea
          ref={field}
          class="composer-field"
          rows={1}
          aria-label={`Message ${channelName}`}
          placeholder={`Message ${channelName}, or /vpn`}
          aria-autocomplete="list"
          aria-controls={completion.shown && `${id}-list`}
          aria-activedescendant={completion.shown && `${id}-${completion.active}`}
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => {
            onText(currentTarget.value);
            completion.moveTo(currentTarget.selectionStart);
            setProblem(undefined);
          }}
          onSelect={({ currentTarget }) => completion.look(currentTarget.selectionStart)}
          onKeyDown={press}
          onBlur={completion.hide}
        />
        <button
          type="button"
          class="composer-send"
          aria-label="Send"
          disabled={text.trim() === ''}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

function stepOf(key: string): -1 | 1 {
  return key === 'ArrowUp' ? -1 : 1;
}
