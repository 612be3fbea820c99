import ora from 'ora';

/** A line on the terminal about work that takes long. */
export type Progress = {
  /** Shows what the work is at. */
  say(text: string): void;
  /** Removes the line. */
  end(): void;
};

/** Shows on a terminal that work is under way. It writes to the standard error, and nothing to a pipe. */
export function startProgress(text: string): Progress {
  const spinner = ora({ text, isSilent: !process.stderr.isTTY, discardStdin: false }).start();
  return {
    say(next) {
      spinner.text = next;
    },
    end: () => void spinner.stop(),
  };
}
