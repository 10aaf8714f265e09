import type { TextObject } from '@slack/types';
import { MrkdwnText } from './mrkdwn-text.tsx';
import { plainText } from './plain-text.ts';

export function TextObjectView({ object }: { readonly object: TextObject }) {
  if (object.type === 'mrkdwn') return <MrkdwnText source={object.text} verbatim={object.verbatim} />;
  return <div class="plain-text">{plainText(object)}</div>;
}
