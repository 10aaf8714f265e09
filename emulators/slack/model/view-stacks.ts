import type { ChangeFeed } from './change-feed.ts';
import type { StateValues } from './element-state.ts';
import type { NewId } from './ids.ts';
import { SlackRefusal } from './slack-refusal.ts';
import { clientModalFrom, type View, type ViewContent, viewHash } from './view.ts';

/** https://docs.slack.dev/surfaces/modals: a modal holds up to three views at a time. */
const stackHeight = 3;

/** The modals that people have open, topmost last, and the Home tabs published for them. */
export class ViewStacks {
  readonly #stacks = new Map<string, readonly View[]>();
  readonly #homes = new Map<string, View>();
  readonly #feed: ChangeFeed;
  readonly #newId: NewId;

  constructor(feed: ChangeFeed, newId: NewId) {
    this.#feed = feed;
    this.#newId = newId;
  }

  top(personId: string): View | undefined {
    return this.#stackOf(personId).at(-1);
  }

  home(personId: string): View | undefined {
    return this.#homes.get(personId);
  }

  find(id: string): View | undefined {
    return this.#all().find((view) => view.id === id);
  }

  findByExternalId(externalId: string): View | undefined {
    return this.#all().find((view) => view.content.externalId === externalId);
  }

  /** Shows a modal in place of whatever the person had open. @param chosen What its elements hold at first. */
  open(personId: string, channelId: string | null, content: ViewContent, chosen: StateValues = {}): View {
    this.#refuseTakenExternalId(content);
    const view = { ...this.#create(personId, channelId, content, null), chosen };
    this.#show(personId, [view]);
    return view;
  }

  /**
   * Shows a modal on top of the one that is open.
   * @throws SlackRefusal `push_limit_reached`, `not_found` where none is open
   */
  push(personId: string, content: ViewContent): View {
    const stack = this.#stackOf(personId);
    const below = stack.at(-1);
    if (!below) throw new SlackRefusal('not_found');
    if (stack.length >= stackHeight) throw new SlackRefusal('push_limit_reached');
    this.#refuseTakenExternalId(content);
    const view = this.#create(personId, below.channelId, content, below);
    this.#show(personId, [...stack, view]);
    return view;
  }

  publishHome(personId: string, content: ViewContent): View {
    const shown = this.#homes.get(personId);
    this.#refuseTakenExternalId(content, shown?.id);
    const view = shown
      ? this.#versionOf(shown, { content, errors: {}, chosen: {} })
      : this.#create(personId, null, content, null);
    this.#homes.set(personId, view);
    this.#feed.publish({ kind: 'home', home: clientModalFrom(view) }, (id) => id === personId);
    return view;
  }

  /** Replaces what the view shows; the person's choices stay, as they do on their screen. */
  update(view: View, content: ViewContent): View {
    this.#refuseTakenExternalId(content, view.id);
    return this.change(view, { content, errors: {} });
  }

  /** Keeps a change of the view and shows it. Every change gives the view a new hash, save one of choices alone. */
  change(view: View, changes: Partial<Pick<View, 'content' | 'errors' | 'chosen'>>): View {
    const isOnlyChoice = changes.content === undefined && changes.errors === undefined;
    const changed = isOnlyChoice ? { ...view, ...changes } : this.#versionOf(view, changes);
    const stack = this.#stackOf(view.personId);
    if (this.#homes.get(view.personId)?.id === view.id) {
      this.#homes.set(view.personId, changed);
      return changed;
    }
    const next = stack.map((each) => (each.id === view.id ? changed : each));
    if (isOnlyChoice) this.#stacks.set(view.personId, next);
    else this.#show(view.personId, next);
    return changed;
  }

  /** Takes a view away; the one below shows again. */
  close(personId: string, id: string): void {
    this.#show(
      personId,
      this.#stackOf(personId).filter((view) => view.id !== id),
    );
  }

  clear(personId: string): void {
    this.#show(personId, []);
  }

  #show(personId: string, stack: readonly View[]): void {
    this.#stacks.set(personId, stack);
    const top = stack.at(-1);
    this.#feed.publish({ kind: 'modal', modal: top ? clientModalFrom(top) : null }, (id) => id === personId);
  }

  #create(personId: string, channelId: string | null, content: ViewContent, below: View | null): View {
    const id = this.#newId('V');
    return {
      id,
      hash: viewHash(id, this.#newId('')),
      personId,
      channelId,
      rootId: below?.rootId ?? id,
      previousId: below?.id ?? null,
      content,
      errors: {},
      chosen: {},
    };
  }

  #versionOf(view: View, changes: Partial<View>): View {
    return { ...view, ...changes, hash: viewHash(view.id, this.#newId('')) };
  }

  #refuseTakenExternalId(content: ViewContent, ownId?: string): void {
    if (content.externalId === '') return;
    const holder = this.findByExternalId(content.externalId);
    if (holder && holder.id !== ownId) throw new SlackRefusal('duplicate_external_id');
  }

  #stackOf(personId: string): readonly View[] {
    return this.#stacks.get(personId) ?? [];
  }

  #all(): readonly View[] {
    return [...[...this.#stacks.values()].flat(), ...this.#homes.values()];
  }
}
