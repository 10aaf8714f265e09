import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from '../controls/icon.tsx';
import { ShortcutMenu } from '../shortcuts/shortcut-menu.tsx';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import type { Suggestion } from './complete-text.ts';
import type { CompletionView } from './use-completion.ts';
import { type ComposerOptions, useComposer } from './use-composer.ts';

interface ComposerProps extends ComposerOptions {
  readonly label: string;
  readonly placeholder: string;
  /** A command is on its way to the app. */
  readonly isWaiting: boolean;
  readonly channel: string;
  readonly actions: WorkspaceActions;
}

export function Composer({ label, placeholder, isWaiting, channel, actions, ...options }: ComposerProps) {
  const id = useId();
  const { field, completion, problem, type, press, accept, send } = useComposer(options);
  return (
    <div class="composer">
      {completion.shown && <SuggestionList id={id} completion={completion} onAccept={accept} />}
      {problem !== undefined && (
        <p class="composer-problem" role="alert">
          <Icon name="alert" /> {problem}
        </p>
      )}
      <div class="composer-box" aria-busy={isWaiting}>
        <ShortcutMenu
          type="global"
          name="Shortcuts"
          class="composer-shortcuts"
          channel={channel}
          actions={actions}
        />
        <textarea
          ref={field}
          class="composer-field"
          rows={1}
          aria-label={label}
          placeholder={placeholder}
          aria-autocomplete="list"
          aria-controls={completion.shown && `${id}-list`}
          aria-activedescendant={completion.shown && `${id}-${completion.active}`}
          autocomplete="off"
          spellcheck={false}
          value={options.text}
          onInput={({ currentTarget }) => type(currentTarget.value, currentTarget.selectionStart)}
          onSelect={({ currentTarget }) => completion.look(currentTarget.selectionStart)}
          onKeyDown={press}
          onBlur={completion.hide}
        />
        <button
          type="button"
          class="composer-send"
          aria-label="Send"
          disabled={options.text.trim() === ''}
          onClick={send}
        >
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}

interface SuggestionListProps {
  readonly id: string;
  readonly completion: CompletionView;
  readonly onAccept: (suggestion: Suggestion) => void;
}

function SuggestionList({ id, completion, onAccept }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  const suggestions = completion.shown?.suggestions ?? [];
  useEffect(
    () => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
    [completion.active],
  );

  return (
    <div class="suggestions">
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="Suggestions" tabIndex={-1}>
        {suggestions.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the composer, which names the active one
          <div
            key={suggestion.title}
            id={`${id}-${index}`}
            class="suggestion"
            role="option"
            tabIndex={-1}
            aria-selected={index === completion.active}
            onPointerMove={() => completion.point(index)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onAccept(suggestion)}
          >
            <span class="suggestion-title">{suggestion.title}</span>
            <span class="suggestion-detail">{suggestion.detail}</span>
          </div>
        ))}
      </div>
      <p class="suggestion-keys" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> to navigate <kbd>Tab</kbd> to select <kbd>Esc</kbd> to dismiss
      </p>
      <div class="heard-only" role="status">
        {suggestions.length} suggestions. {suggestions[completion.active]?.title}
      </div>
    </div>
  );
}
