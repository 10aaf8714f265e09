import * as z from 'zod';
import { shortDigest } from '../../domain/block.ts';
import { type Board, type BoardEnd, boardEndReasons } from '../../domain/board.ts';
import { parseChannelId, parseCorrelation, parsePersonId } from '../../domain/ids.ts';
import type { OneOfSeveral } from '../../domain/target.ts';
import type { Job } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import {
  dateSchema,
  parsedText,
  parseTargetRef,
  textFromTargetRef,
} from '../../slack/block-kit/payload-schemas.ts';

/** The durable job that keeps a board up to date, and shows that it has ended. */
export interface BoardJob {
  readonly board: Board;
  /** Set if the board has ended but its message may not say so yet. */
  readonly end: BoardEnd | undefined;
}

export const boardKind = 'board';

const targetSchema = parsedText((text): OneOfSeveral | undefined => {
  const targetRef = parseTargetRef(text);
  return targetRef?.kind === 'group' || targetRef?.kind === 'person' || targetRef?.kind === 'name'
    ? targetRef
    : undefined;
});

const payloadSchema = z.object({
  board: z.object({
    correlation: parsedText(parseCorrelation),
    channel: parsedText(parseChannelId),
    targets: z.array(targetSchema).min(1),
    on: z.string().optional(),
    startedBy: z.object({ id: parsedText(parsePersonId), name: z.string() }),
    endsAt: dateSchema,
  }),
  end: z.object({ at: dateSchema, why: z.enum(boardEndReasons), by: z.string().optional() }).optional(),
});

/**
 * There is one board for each channel and the same people, whoever started it and on which endpoint. The end of a board
 * has a key of its own.
 */
export function jobFromBoard({ board, end }: BoardJob): Job {
  const targets = board.targets.map(textFromTargetRef);
  const payload = {
    board: { ...board, targets, endsAt: board.endsAt.getTime() },
    end: end && { ...end, at: end.at.getTime() },
  };
  const people = shortDigest(JSON.stringify(targets.toSorted()));
  const key = end === undefined ? `board ${board.channel} ${people}` : `board ${board.correlation}`;
  return { key, payload: JSON.stringify(payload) };
}

export function parseBoardJob({ payload }: Job): BoardJob | undefined {
  const { data } = payloadSchema.safeParse(parseJson(payload));
  return data && { board: { ...data.board, on: data.board.on }, end: data.end };
}
