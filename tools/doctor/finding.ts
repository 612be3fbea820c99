export type Level = 'ok' | 'warning' | 'fault';

/** The result of one check. `code` names the fault for programs, and the detail says what to do. */
export type Finding = { check: string; level: Level; code: string; detail: string };

/** The findings of one check. */
export type Report = {
  ok: (detail: string) => Finding;
  warning: (code: string, detail: string) => Finding;
  fault: (code: string, detail: string) => Finding;
};

export function reportOf(check: string): Report {
  return {
    ok: (detail) => ({ check, level: 'ok', code: 'ok', detail }),
    warning: (code, detail) => ({ check, level: 'warning', code, detail }),
    fault: (code, detail) => ({ check, level: 'fault', code, detail }),
  };
}

/** Returns the findings, or one that says that the check found nothing wrong. */
export function orOk(findings: readonly Finding[], ok: Finding): Finding[] {
  return findings.length > 0 ? [...findings] : [ok];
}

const MAX_NAMES = 5;

/** Returns names as a list for a sentence. A long list ends with the count of the others. */
export function listed(names: readonly string[]): string {
  const others = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (others > 0 ? ` and ${others} more` : '');
}
