import type {
  ConversationsSelect,
  Option,
  Overflow,
  PlainTextElement,
  StaticSelect,
  UsersSelect,
} from '@slack/types';
import { Avatar } from '../controls/avatar.tsx';
import { ChannelIcon } from '../controls/channel-icon.tsx';
import type { Choice } from '../controls/choice-list.tsx';
import { ChoiceMenu } from '../controls/choice-menu.tsx';
import { Icon } from '../controls/icon.tsx';
import { plainText } from '../text/plain-text.ts';
import { useDirectory } from '../workspace/directory.ts';
import { StatusNote } from './status-note.tsx';
import { type ElementProps, useElement } from './use-element.ts';

export function StaticSelectElement(props: ElementProps<StaticSelect>) {
  const { options, option_groups: groups } = props.element;
  const choices =
    groups?.flatMap((group) => group.options.map((option) => choiceFrom(option, plainText(group.label)))) ??
    options?.map((option) => choiceFrom(option)) ??
    [];
  return <SelectField {...props} choices={choices} placeholder={props.element.placeholder} />;
}

export function UsersSelectElement(props: ElementProps<UsersSelect>) {
  const { people } = useDirectory();
  const choices = people
    .filter(({ kind }) => kind !== 'bot' && kind !== 'deactivated')
    .map((person) => ({
      value: person.id,
      words: `${person.realName} ${person.name}`,
      title: (
        <>
          <Avatar person={person} size="small" />
          {person.realName}
        </>
      ),
    }));
  return <SelectField {...props} choices={choices} placeholder={props.element.placeholder} />;
}

/** The conversations that the person sees and that the filter lets pass. */
export function ConversationsSelectElement(props: ElementProps<ConversationsSelect>) {
  const { channels } = useDirectory();
  const { include = ['im', 'mpim', 'private', 'public'] } = props.element.filter ?? {};
  const choices = channels
    .filter(({ kind }) => include.includes(conversationTypes[kind]))
    .map((channel) => ({
      value: channel.id,
      words: channel.name,
      title: (
        <>
          <ChannelIcon channel={channel} />
          {channel.name}
        </>
      ),
    }));
  return <SelectField {...props} choices={choices} placeholder={props.element.placeholder} />;
}

const conversationTypes = { public: 'public', private: 'private', shared: 'public', direct: 'im' } as const;

export function OverflowElement(props: ElementProps<Overflow>) {
  const { status, press } = useElement(props);
  return (
    <>
      <ChoiceMenu
        name="More actions"
        prefix="More actions"
        class="button overflow"
        choices={props.element.options.map((option) => choiceFrom(option))}
        chosen={null}
        isBusy={status?.kind === 'running'}
        onChoose={press}
      >
        <span class="button-text">
          <Icon name="dots" />
        </span>
      </ChoiceMenu>
      <StatusNote status={status} />
    </>
  );
}

interface SelectFieldProps extends ElementProps<ConversationsSelect | StaticSelect | UsersSelect> {
  readonly choices: readonly Choice[];
  readonly placeholder: PlainTextElement | undefined;
}

function SelectField({ choices, placeholder, ...props }: SelectFieldProps) {
  const { value, status, change } = useElement(props);
  const isBusy = status?.kind === 'running';
  const chosen = choices.find((choice) => choice.value === value);
  const prompt = placeholder ? plainText(placeholder) : 'Select an option';
  const label = props.input?.label ?? (chosen ? prompt : undefined);
  return (
    <>
      <ChoiceMenu
        name={label ?? prompt}
        {...(label === undefined ? {} : { prefix: `${label}:` })}
        class="select"
        choices={choices}
        chosen={typeof value === 'string' ? value : null}
        isBusy={isBusy}
        describedBy={props.input?.describedBy}
        onChoose={change}
      >
        <span class="select-text" data-empty={chosen === undefined}>
          {chosen?.title ?? prompt}
        </span>
        <Icon name="down" />
      </ChoiceMenu>
      <StatusNote status={status} />
    </>
  );
}

function choiceFrom(option: Option, group?: string): Choice {
  const title = plainText(option.text);
  return { value: option.value ?? '', title, words: title, group };
}
