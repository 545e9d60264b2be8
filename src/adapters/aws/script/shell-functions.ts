/*
 * What the lines of a script need of the shell. Values of earlier steps are kept as JSON text, so that they stay what they are wherever they are put: as they are in a
 * document, escaped once more in a document inside a text. JSON is taken apart and escaped by awk, which every POSIX system has: the AWS CLI cannot look into the text that
 * Cloud Control gives as Properties, version 2 of it brings no python, and jq is often not there.
 */

/** Replies go to whoever reads them, and not into a pager. */
export const noPager = ["export AWS_PAGER=''"];

export const quoted = [
  '# $1 as a JSON string.',
  'quoted() {',
  "  printf '%s.' \"$1\" | LC_ALL=C awk '",
  String.raw`    { text = text (NR > 1 ? "\n" : "") $0 }`,
  '    END {',
  '      text = substr(text, 1, length(text) - 1)',
  '      for (i = 1; i <= length(text); i++) {',
  '        c = substr(text, i, 1)',
  String.raw`        if (c == "\"" || c == "\\") c = "\\" c`,
  String.raw`        else if (c < " ") for (n = 1; n < 32; n++) if (c == sprintf("%c", n)) { c = sprintf("\\u%04x", n); break }`,
  '        out = out c',
  '      }',
  String.raw`      printf "\"%s\"", out`,
  "    }'",
  '}',
];

export const inner = [
  '# JSON text without its quotes, to be put into a JSON string; what is no string is put in as its text.',
  'inner() {',
  '  case $1 in \'"\'*) set -- "${1#?}" ;; *) set -- "$(quoted "$1")" && set -- "${1#?}" ;; esac',
  '  printf \'%s\' "${1%?}"',
  '}',
];

export const value = [
  '# The value at a path (member names, numbers from 0) in the JSON document $1, as JSON text; fails where there is none.',
  'value() {',
  "  printf '%s' \"$1\" | (shift; LC_ALL=C awk '",
  '    BEGIN { depth = ARGC - 1; for (i = 1; i <= depth; i++) path[i] = ARGV[i]; ARGC = 1 }',
  String.raw`    { rest = rest $0 "\n" }`,
  '    function missing() { printf "no value at" > "/dev/stderr"; for (i = 1; i <= depth; i++) printf " %s", path[i] > "/dev/stderr"; print "" > "/dev/stderr"; exit 1 }',
  '    function token(   found) {',
  String.raw`      sub(/^[ \t\r\n]+/, "", rest)`,
  String.raw`      if (!match(rest, /^("([^"\\]|\\.)*"|[][{}:,]|[^][{}:," \t\r\n]+)/)) missing()`,
  '      found = substr(rest, 1, RLENGTH)',
  '      rest = substr(rest, RLENGTH + 1)',
  '      return found',
  '    }',
  '    function whole(   part, all, level) {',
  '      do {',
  '        part = token()',
  '        all = all part',
  '        if (part == "{" || part == "[") level++',
  '        if (part == "}" || part == "]") level--',
  '      } while (level > 0)',
  '      return all',
  '    }',
  '    function enter(step,   open, name, n) {',
  '      open = token()',
  '      if (open != "{" && open != "[") missing()',
  '      for (n = 0; ; n++) {',
  String.raw`        if (rest ~ /^[ \t\r\n]*[]}]/) missing()`,
  String.raw`        name = open == "{" ? token() token() : "\"" n "\":"`,
  String.raw`        if (name == "\"" step "\":") return`,
  '        whole()',
  '        if (token() != ",") missing()',
  '      }',
  '    }',
  '    END {',
  '      for (step = 1; step <= depth; step++) enter(path[step])',
  '      found = whole()',
  '      if (found == "null") missing()',
  '      printf "%s", found',
  '    }\' "$@")',
  '}',
];

/** The waiters of the AWS CLI give up after two minutes, which is less than a database takes. */
export const untilSays = [
  '# Runs a command until the first word of what it prints stands between the bars of $1; fails at a word of $2, and after an hour.',
  'until_says() {',
  '  wanted=$1 unwanted=$2 tries=0',
  '  shift 2',
  '  while :; do',
  '    said=$("$@") || said=',
  '    case $wanted in *"|${said%% *}|"*) return 0 ;; esac',
  '    case $unwanted in *"|${said%% *}|"*) break ;; esac',
  '    tries=$((tries + 1))',
  '    [ "$tries" -lt 1800 ] || break',
  '    sleep 2',
  '  done',
  '  printf \'%s: %s\\n\' "$*" "$said" >&2',
  '  return 1',
  '}',
];

export const untilDone = [
  '# Waits until Cloud Control has done what it was asked for; $@ asks how that stands.',
  'until_done() {',
  "  until_says '|SUCCESS|' '|FAILED|CANCEL_COMPLETE|' \"$@\" --output text \\",
  "    --query \"join(' ', [ProgressEvent.OperationStatus, not_null(ProgressEvent.StatusMessage, '')])\"",
  '}',
];

export const untilGone = [
  '# Runs a command until it finds nothing, or the first word of what it prints stands between the bars of $1; fails after an hour.',
  'until_gone() {',
  '  gone=$1 tries=0',
  '  shift',
  '  while said=$("$@" 2>/dev/null); do',
  '    case $gone in *"|$said|"*) return 0 ;; esac',
  '    tries=$((tries + 1))',
  '    [ "$tries" -lt 1800 ] || return 1',
  '    sleep 2',
  '  done',
  '}',
];

/** A file, since the AWS CLI reads its input twice and cannot do that with a pipe. */
export const withInput = [
  '# Runs the rest of the line with $1 as its input, in a file that only this user may read: arguments are visible to every user of a machine.',
  'with_input() (',
  '  file=$(mktemp)',
  '  trap \'rm -f "$file"\' EXIT',
  "  trap 'exit 1' HUP INT TERM",
  '  printf \'%s\' "$1" >"$file"',
  '  shift',
  '  "$@" --cli-input-json "file://$file"',
  ')',
];
