import { type Finding, type Looked, wrong } from '../../core/finding.ts';

/** Slack's words for an id that it knows nothing of. */
const unknownIds = [
  'user_not_found',
  'user_not_visible',
  'users_not_found',
  'no_such_subteam',
  'subteam_not_found',
];

/**
 * Why Slack tells nothing of a person or a group, by its own word: only some of them say that there is none.
 *
 * @param fixId What mends an id that is wrong.
 */
export function refusedId(looked: Looked, word: string, what: string, fixId: string): Finding {
  if (unknownIds.includes(word))
    return wrong(looked, `Slack knows no such ${what}: ${word}`, { step: fixId });
  if (word === 'missing_scope')
    return wrong(looked, `Slack may not tell about this ${what}: a scope is missing`, {
      step: 'add the scopes that the line about scopes names',
    });
  return wrong(looked, `Slack does not tell about this ${what}: ${word}`, {
    step: 'run doctor again in a minute; the word is explained at docs.slack.dev/reference/methods',
  });
}
