/** Something that a role may or must never do on AWS, and why. The reason is for reviewers. */
export interface Permission {
  /** Names the statement in the policy. */
  readonly sid: string;
  readonly reason: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
