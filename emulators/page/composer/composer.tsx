import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../controls/icon.tsx';
import { applySuggestion, type Completable, completeText, type Suggestion } from './complete-text.ts';
import { afterSending, noSentLines, walkSentLines } from './sent-lines.ts';
import { SuggestionList } from './suggestion-list.tsx';

interface ComposerProps {
  readonly channelName: string;
  readonly text: string;
  readonly completable: Completable;
  /** Counts up whenever something else put text here: the caret goes to its end. */
  readonly filled: number;
  readonly onText: (text: string) => void;
  /** Answers the reason why it could not be sent. */
  readonly onSend: (text: string) => Promise<string | undefined>;
}

export function Composer({ channelName, text, completable, filled, onText, onSend }: ComposerProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [isHidden, setHidden] = useState(false);
  const [sent, setSent] = useState(noSentLines);
  const [problem, setProblem] = useState<string>();
  const completion = isHidden ? undefined : completeText(text, caret, completable);
  const chosen = completion?.suggestions[active];

  useEffect(() => {
    if (filled === 0) return;
    field.current?.focus();
    put(text, text.length);
    setHidden(true);
  }, [filled]);

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight, 160)}px`;
  }, [text]);

  /** Text and caret together, so that what is typed next stands where the person sees the caret. */
  function put(next: string, position: number) {
    onText(next);
    setCaret(position);
    setActive(0);
    requestAnimationFrame(() => field.current?.setSelectionRange(position, position));
  }

  function accept(suggestion: Suggestion) {
    if (!completion) return;
    const applied = applySuggestion(text, completion, suggestion);
    put(applied.text, applied.caret);
    field.current?.focus();
  }

  function walk(step: -1 | 1): boolean {
    const walked = walkSentLines(sent, step, text);
    if (walked === undefined) return false;
    setSent(walked.sent);
    setHidden(true);
    put(walked.text, walked.text.length);
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
    if (completion && pressInList(event.key, completion.suggestions.length)) return event.preventDefault();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (isAtEdge(event.key) && walk(event.key === 'ArrowUp' ? -1 : 1)) event.preventDefault();
  }

  function pressInList(key: string, count: number): boolean {
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      setActive((active + (key === 'ArrowDown' ? 1 : count - 1)) % count);
    } else if (key === 'Escape') setHidden(true);
    else if ((key === 'Enter' || key === 'Tab') && chosen) accept(chosen);
    else return false;
    return true;
  }

  /** Up on the first line and down on the last leave the text. */
  function isAtEdge(key: string): boolean {
    const beforeCaret = text.slice(0, field.current?.selectionStart ?? 0);
    const afterCaret = text.slice(field.current?.selectionEnd ?? 0);
    return (
      (key === 'ArrowUp' && !beforeCaret.includes('\n')) ||
      (key === 'ArrowDown' && !afterCaret.includes('\n'))
    );
  }

  return (
    <div class="composer">
      {completion && (
        <SuggestionList
          id={id}
          suggestions={completion.suggestions}
          active={active}
          onPoint={setActive}
          onAccept={accept}
        />
      )}
      {problem !== undefined && (
        <p class="composer-problem" role="alert">
          <Icon name="alert" /> {problem}
        </p>
      )}
      <div class="composer-box">
        <textarea
          ref={field}
          class="composer-field"
          rows={1}
          aria-label={`Message ${channelName}`}
          placeholder={`Message ${channelName}, or /vpn`}
          aria-autocomplete="list"
          aria-controls={completion && `${id}-list`}
          aria-activedescendant={completion && `${id}-${active}`}
          autocomplete="off"
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => {
            onText(currentTarget.value);
            setCaret(currentTarget.selectionStart);
            setActive(0);
            setHidden(false);
            setProblem(undefined);
          }}
          onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
          onKeyDown={press}
          onBlur={() => setHidden(true)}
          onFocus={() => setHidden(false)}
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
