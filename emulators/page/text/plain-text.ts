import { emoji } from './emoji.ts';

/** The text of a `plain_text` object, with emoji names drawn unless it says otherwise. */
export function plainText(object: { readonly text: string; readonly emoji?: boolean | undefined }): string {
  if (object.emoji === false) return object.text;
  return object.text.replace(/:([a-z0-9_+-]{1,40}):/g, (written, name: string) => emoji.get(name) ?? written);
}
