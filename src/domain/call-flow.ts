/**
 * Where a call is in its plan, as a short text that travels in the callback's URL. It holds what was decided when the
 * call came in, so that whoever gets the callback goes on alike. Nobody can lead a call round in circles with it: a
 * plan's stages are finitely many, and each step goes to a later one.
 */
export type FlowState = {
  endpoint: string;
  /** Which of the plan's lists the call follows. */
  branch: Branch;
  /** The caller has to press the key first. */
  gated: boolean;
  /** Which stage of the list the callback ends. */
  stage: number;
  /** How many calls were shared out before, for weights. */
  turn: number;
  /** The place, among all who can be rung, of who answered the caller before. */
  first: number | null;
  /** What is said to whoever answers; empty: nothing. */
  whisper: string;
};

export type Branch = 'open' | 'closed' | 'voicemail' | 'blocked' | `callers${number}`;

const FLOW =
  /^([a-z]{1,8}_[0-9a-z]{1,40})\.(open|closed|voicemail|blocked|callers\d{1,2})\.([gn])\.(\d{1,3})\.(\d{1,6})\.(\d{1,3}|-)\.(.{0,200})$/s;

export function toFlow({ endpoint, branch, gated, stage, turn, first, whisper }: FlowState): string {
  return [endpoint, branch, gated ? 'g' : 'n', stage, turn, first ?? '-', whisper].join('.');
}

/** null when it is none of ours. */
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
