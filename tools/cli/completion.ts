import { Argument, type Command } from 'commander';

/** A command with the words that may follow it. The path of `providers list` is `/providers/list`. */
type Step = { path: string; words: string[] };

const WRITERS = { bash, zsh, fish };
const SHELLS = Object.keys(WRITERS) as (keyof typeof WRITERS)[];

/** Adds `completion`: it prints the script by which a shell completes the commands and options of `ringtrail`. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .description('Print the script that lets a shell complete commands')
    .action((shell: keyof typeof WRITERS) => {
      process.stdout.write(WRITERS[shell](stepsOf(program)));
    })
    .addHelpText(
      'after',
      '\nExamples:\n  source <(ringtrail completion bash)    in ~/.bashrc\n' +
        '  source <(ringtrail completion zsh)     in ~/.zshrc, after compinit\n' +
        '  ringtrail completion fish > ~/.config/fish/completions/ringtrail.fish',
    );
}

/** Returns all commands. Programs that parse their own arguments have no words. */
function stepsOf(command: Command, path = ''): Step[] {
  const options = command.options.flatMap(({ long }) => long ?? []);
  const words = [...command.commands.map((child) => child.name()), ...options, '--help'];
  return [{ path, words }, ...command.commands.flatMap((child) => stepsOf(child, `${path}/${child.name()}`))];
}

/** Returns the paths of all commands as patterns of a `case`. Other words, such as the value of an option, change no path. */
function patterns(steps: readonly Step[], separator: string): string {
  return steps
    .map(({ path }) => path)
    .filter(Boolean)
    .join(separator);
}

function cases(steps: readonly Step[]): string {
  return steps.map(({ path, words }) => `    '${path}') candidates='${words.join(' ')}' ;;`).join('\n');
}

function bash(steps: readonly Step[]): string {
  return `_ringtrail_completion() {
  local at='' word candidates=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at/$word" in
      ${patterns(steps, ' | ')}) at="$at/$word" ;;
    esac
  done
  case "$at" in
${cases(steps)}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _ringtrail_completion ringtrail
`;
}

function zsh(steps: readonly Step[]): string {
  return `#compdef ringtrail
_ringtrail_completion() {
  local at='' word candidates=''
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
      ${patterns(steps, ' | ')}) at="$at/$word" ;;
    esac
  done
  case "$at" in
${cases(steps)}
  esac
  compadd -- \${=candidates} || _files
}
compdef _ringtrail_completion ringtrail
`;
}

function fish(steps: readonly Step[]): string {
  const choices = steps.map(
    ({ path, words }) => `    case '${path}'\n      printf '%s\\n' ${words.join(' ')}`,
  );
  return `function __ringtrail_candidates
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at/$word"
      case ${patterns(steps, ' ')}
        set at "$at/$word"
    end
  end
  switch "$at"
${choices.join('\n')}
  end
end
complete -c ringtrail -a '(__ringtrail_candidates)'
# Only the value of an option may be a file.
complete -c ringtrail -f -n 'not string match -q -- "-*" (commandline -opc)[-1]'
`;
}
