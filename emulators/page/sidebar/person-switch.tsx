import type { Person } from '../../slack/protocol/client-protocol.ts';
import { Avatar } from '../controls/avatar.tsx';
import { ChoiceMenu } from '../controls/choice-menu.tsx';
import { Icon } from '../controls/icon.tsx';

interface PersonSwitchProps {
  readonly people: readonly Person[];
  readonly me: string;
  readonly onSwitch: (person: string) => void;
}

/** Who the visitor acts as; each person comes with a line on what they may do. */
export function PersonSwitch({ people, me, onSwitch }: PersonSwitchProps) {
  const choices = people
    .filter(({ kind }) => kind !== 'bot')
    .map((person) => ({
      value: person.id,
      words: `${person.realName} ${person.about}`,
      title: <PersonLine person={person} />,
    }));
  const acting = people.find(({ id }) => id === me);
  return (
    <ChoiceMenu
      name="Act as"
      prefix="Act as:"
      class="person-switch"
      choices={choices}
      chosen={me}
      onChoose={onSwitch}
    >
      {acting && <PersonLine person={acting} />}
      <Icon name="down" />
    </ChoiceMenu>
  );
}

function PersonLine({ person }: { readonly person: Person }) {
  return (
    <span class="person-line">
      <Avatar person={person} size="medium" />
      <span class="person-text">
        <span class="person-name">{person.realName}</span>
        <span class="person-about">{person.about}</span>
      </span>
    </span>
  );
}
