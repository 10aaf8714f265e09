import type { UsersSelect } from '@slack/types';
import { Avatar } from '../controls/avatar.tsx';
import { useDirectory } from '../workspace/directory.ts';
import type { ElementProps } from './element-view.tsx';
import { SelectField } from './select-field.tsx';

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
