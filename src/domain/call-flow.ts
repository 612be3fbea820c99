/**
 * A call's position in its routing plan. It travels as a short text in the callback's URL, with all decisions from the
 * start of the call. So any gateway can continue the call in the same way. A call cannot loop: a plan has a finite
 * number of stages, and each callback leads to a later one.
 */
export type FlowState = {
  endpoint: string;
  /** The list of the plan that the call follows. */
  branch: Branch;
  /** Whether the caller must press the key first. */
  gated: boolean;
  /** The stage that ends with the callback, counted from 0. */
  stage: number;
  /** The number of earlier calls of the endpoint, for weighted rings. */
  turn: number;
  /** The index of the target that answered the caller before, among all targets of the branch. null: no such target. */
  first: number | null;
  /** The text for the person who answers. Empty: no text. */
  whisper: string;
};

export type Branch = 'open' | 'closed' | 'voicemail' | 'blocked' | `callers${number}`;

const FLOW =
  /^([a-z]{1,8}_[0-9a-z]{1,40})\.(open|closed|voicemail|blocked|callers\d{1,2})\.([gn])\.(\d{1,3})\.(\d{1,6})\.(\d{1,3}|-)\.(.{0,200})$/s;

/** Writes the position as text. */
export function toFlow({ endpoint, branch, gated, stage, turn, first, whisper }: FlowState): string {
  return [endpoint, branch, gated ? 'g' : 'n', stage, turn, first ?? '-', whisper].join('.');
}

/** Reads a position. Returns null when `toFlow` did not write the text. */
export function fromFlow(text: string): FlowState | null {
  const match = FLOW.exec(text);
  if (!match) return null;
  const [, endpoint = '', branch = '', gated, stage, turn, first, whisper = ''] = match;
  return {
    endpoint,
    branch: branch as Branch,
    gated: gated === 'g',
    stage: Number(stage),
    turn: Number(turn),
    first: first === '-' ? null : Number(first),
    whisper,
  };
}
