import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import type { Evidence } from './evidence.ts';

const outcomeKinds: readonly AuditEntry['kind'][] = ['finished', 'failed', 'refused', 'abandoned'];
const confirmationKinds: readonly AuditEntry['kind'][] = ['confirmed', 'unconfirmed'];
/** After these there is nothing to look for again. */
const settledCodes = ['already-gone', 'failed', 'claimed', 'abandoned', 'stopped', 'failed-to-terminate'];
const underWay = /^(?:Terminating|Termination of) [\d,]+ /;

/** Compares what the record, the workspace and AWS say. @returns A sentence for each thing that cannot be true. */
export function contradictions(evidence: Evidence): readonly string[] {
  const threads = storiesIn(evidence.entries);
  return [
    ...threads.flatMap((thread) =>
      isApproval(thread) ? aboutDecision(thread, evidence) : aboutOutcome(thread),
    ),
    ...threads.flatMap((thread) => aboutAnnouncement(thread, evidence)),
    ...aboutProgress(threads, evidence),
    ...aboutDoubles(evidence),
    ...aboutUnderWay(evidence),
    ...aboutEnds(evidence),
  ];
}

/**
 * What follows a request on the same endpoint is its story, that of the one that lists the same connections where there
 * are several; written down here again, not taken from the bot.
 */
function storiesIn(entries: readonly AuditEntry[]): readonly (readonly AuditEntry[])[] {
  const threads = new Map<string, AuditEntry[][]>();
  for (const entry of entries) {
    const key = `${entry.correlation} ${entry.endpoint?.id}`;
    const told = threads.get(key) ?? [];
    threads.set(key, told);
    if (entry.kind === 'requested' || told.length === 0) told.push([]);
    const own =
      entry.kind === 'requested' ? undefined : told.find((thread) => sharesConnection(thread, entry));
    (own ?? told.at(-1))?.push(entry);
  }
  return [...threads.values()].flat();
}

function isApproval([first]: readonly AuditEntry[]): boolean {
  return first?.kind === 'approval-requested';
}

const decisionKinds: readonly AuditEntry['kind'][] = [
  ...(['approved', 'declined', 'withdrawn', 'approval-lapsed', 'refused', 'abandoned'] as const),
];

/** Somebody decided once; what was approved was begun, or closed; and the question stands in one message. */
function aboutDecision(thread: readonly AuditEntry[], { entries, messages }: Evidence): readonly string[] {
  const [first, decision, ...closing] = thread;
  const isOpen = decision === undefined || !decisionKinds.includes(decision.kind);
  const isBegun = entries.some(
    ({ kind, correlation }) => kind === 'requested' && correlation === first?.correlation,
  );
  const isApproved = decision?.kind === 'approved';
  const shown = messages.filter(({ key }) => key === `approval ${first?.correlation}`).length;

  return [
    ...(isOpen ? [`${title(thread)} was never decided`] : []),
    ...(isBegun && !isApproved ? [`${title(thread)} was begun, and not approved`] : []),
    ...(isApproved && !isBegun && closing.length === 0
      ? [`${title(thread)} was approved, and never begun`]
      : []),
    ...(closing.length > (isApproved && !isBegun ? 1 : 0) ? [`${title(thread)} was decided twice`] : []),
    ...(shown === 1 ? [] : [`the question of ${title(thread)} was posted ${shown} times`]),
  ];
}

function sharesConnection(thread: readonly AuditEntry[], { connections = [] }: AuditEntry): boolean {
  const listed = thread[0]?.connections ?? [];
  return connections.some(({ id }) => listed.some((one) => one.id === id));
}

function aboutOutcome(thread: readonly AuditEntry[]): readonly string[] {
  const outcomes = thread.filter(({ kind }) => outcomeKinds.includes(kind));
  const confirmations = thread.filter(({ kind }) => confirmationKinds.includes(kind));
  const [outcome] = outcomes;
  const isOpen =
    outcome?.kind === 'finished' &&
    outcome.connections?.some(({ current }) => !settledCodes.includes(current?.code ?? ''));

  return [
    ...(outcomes.length === 1 ? [] : [`${title(thread)} has ${outcomes.length} outcomes`]),
    ...(confirmations.length <= 1 ? [] : [`${title(thread)} was confirmed ${confirmations.length} times`]),
    ...(isOpen && confirmations.length === 0 ? [`${title(thread)} was never confirmed`] : []),
  ];
}

function aboutAnnouncement(thread: readonly AuditEntry[], { messages }: Evidence): readonly string[] {
  const announced = messages.filter(({ key }) => key === `entry ${thread[0]?.seq}`);
  if (announced.length !== 1) return [`${title(thread)} was announced ${announced.length} times`];

  const last = thread.at(-1);
  const witness = `entry ${last?.seq} · ${last?.hash.slice(0, 8)}`;
  return announced[0]?.text.includes(witness) ? [] : [`${title(thread)} was not announced to its end`];
}

/** Whoever only found that others were first is told so in person; every other kick has one message. */
function aboutProgress(
  threads: readonly (readonly AuditEntry[])[],
  { messages }: Evidence,
): readonly string[] {
  const told = threads.filter(
    (thread) => !isApproval(thread) && thread.some(({ kind }) => kind !== 'requested' && kind !== 'refused'),
  );
  const kicks = new Set(told.map((thread) => `kick ${thread[0]?.correlation}`));

  return [...kicks].flatMap((kick) => {
    const shown = messages.filter(({ key }) => key === kick).length;
    return shown === 1 ? [] : [`${kick} was shown ${shown} times`];
  });
}

/** Nothing is ordered twice; the emulator shows only the latest connections, its calls tell of all. */
function aboutDoubles(evidence: Evidence): readonly string[] {
  const done = evidence.terminations.filter(({ error }) => error === null);
  const byId = Map.groupBy(
    done.filter(({ parameters }) => parameters.ConnectionId !== undefined),
    ({ parameters }) => parameters.ConnectionId,
  );
  const repeated = [...byId].flatMap(([id, calls]) =>
    calls.length <= 1 ? [] : [`${id} was terminated by ${calls.length} calls`],
  );
  return [...repeated, ...aboutDoublesByName(evidence, done)];
}

/** A call by user name ends every session of the name there: one by one would be twice. */
function aboutDoublesByName({ connections }: Evidence, done: Evidence['terminations']): readonly string[] {
  return connections.flatMap(({ id, username, endpointId }) => {
    const asked = done.filter(
      (call) =>
        call.endpointId === endpointId &&
        (call.parameters.ConnectionId === id || (username !== null && call.parameters.Username === username)),
    );
    return asked.length <= 1 ? [] : [`${id} was terminated ${asked.length} times`];
  });
}

function aboutUnderWay({ messages }: Evidence): readonly string[] {
  return messages
    .filter(({ text }) => underWay.test(text))
    .map(({ key, text }) => `${key} still says: ${text}`);
}

/** What is confirmed has ended at AWS, and nothing ended there that the record does not know of. */
function aboutEnds({ entries, connections }: Evidence): readonly string[] {
  const toldOf = (kinds: readonly AuditEntry['kind'][]) =>
    new Map(
      entries
        .filter(({ kind }) => kinds.includes(kind))
        .flatMap(({ connections: told = [] }) => told)
        .map(({ id, current }) => [id, current?.code]),
    );
  const confirmed = toldOf(['confirmed']);
  const requested = toldOf(['requested']);

  return connections.flatMap(({ id, status }) => [
    ...(confirmed.get(id) === 'terminated' && status !== 'terminated'
      ? [`${id} is ${status}, and the record says that it ended`]
      : []),
    ...(status !== 'active' && !requested.has(id) ? [`${id} is ${status}, and nobody asked for it`] : []),
  ]);
}

function title(thread: readonly AuditEntry[]): string {
  return `the story of entry ${thread[0]?.seq} (${thread.map(({ kind }) => kind).join(', ')})`;
}
