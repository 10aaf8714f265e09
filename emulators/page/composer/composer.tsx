import { useId } from 'preact/hooks';
import { Icon } from '../controls/icon.tsx';
import { SuggestionList } from './suggestion-list.tsx';
import { type ComposerOptions, useComposer } from './use-composer.ts';

interface ComposerProps extends ComposerOptions {
  readonly channelName: string;
  /** A command is on its way to the app. */
  readonly isWaiting: boolean;
}

export function Composer({ channelName, isWaiting, ...options }: ComposerProps) {
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
        <textarea
          ref={field}
          class="composer-field"
          rows={1}
          aria-label={`Message ${channelName}`}
          placeholder={`Message ${channelName}, or ${options.completable.commands[0]?.command ?? 'a command'}`}
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
