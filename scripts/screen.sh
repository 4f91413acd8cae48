# shellcheck shell=bash
# A screen that isn't there, and the program's window on it: read into the scripts
# that use a real window, not run. They set `program`, `out` (a folder) and `name`.

# need TOOL...: says what is missing.
need() {
    local tool
    for tool in "$@"; do
        if ! command -v "$tool" >/dev/null; then
            echo "$name: \`$tool\` is missing; scripts/test installs it on Debian" >&2
            exit 1
        fi
    done
}

if [ ! -x "$program" ]; then
    echo "$name: there is no program $program; build it first" >&2
    exit 1
fi
need Xvfb xdotool import convert
mkdir -p "$out"
out=$(cd "$out" && pwd)

screen_pid=
program_pid=
tidy() {
    [ -z "$program_pid" ] || kill "$program_pid" 2>/dev/null || true
    [ -z "$screen_pid" ] || kill "$screen_pid" 2>/dev/null || true
}
trap tidy EXIT

fail() {
    echo "$name: $1" >&2
    echo "$name: see $out" >&2
    tail -n 20 "$out/log" >&2 || true
    exit 1
}

rm -f "$out/display"
# The server picks a free display number itself.
Xvfb -displayfd 3 -screen 0 1280x720x24 -nolisten tcp 3>"$out/display" 2>"$out/xvfb.log" &
screen_pid=$!
for _ in $(seq 100); do
    [ ! -s "$out/display" ] || break
    sleep 0.1
done
number=$(tr -d '[:space:]' <"$out/display")
[ -n "$number" ] || fail "Xvfb did not start"
export DISPLAY=":$number"
unset WAYLAND_DISPLAY
# Some drivers ask for a folder of their own.
mkdir -p "$out/run"
chmod 700 "$out/run"
export XDG_RUNTIME_DIR="$out/run"
# Nobody's own settings: it begins without any.
rm -rf "$out/config"
export XDG_CONFIG_HOME="$out/config"
rm -rf "$out/pictures"
mkdir -p "$out/config" "$out/pictures"
echo "XDG_PICTURES_DIR=\"$out/pictures\"" >"$out/config/user-dirs.dirs"

window=
# Starts the program and waits until its window shows a picture.
open_window() {
    "$program" --session-log "$out/session" >>"$out/log" 2>&1 &
    program_pid=$!
    window=
    for _ in $(seq 240); do
        kill -0 "$program_pid" 2>/dev/null || fail "the program ended before it had a window"
        window=$(xdotool search --name '^Exoscope' 2>/dev/null | head -n 1 || true)
        [ -z "$window" ] || break
        sleep 0.5
    done
    [ -n "$window" ] || fail "no window with the program's name appeared"
    xdotool windowfocus "$window"
    for _ in $(seq 240); do
        shot start
        # A picture of the cell has many colours; an empty window has one.
        [ "$(convert "$out/start.png" -format '%k' info:)" -lt 2000 ] || return 0
        sleep 0.5
    done
    fail "the window stayed empty"
}

shot() {
    import -silent -window root "$out/$1.png"
}

wait_for_end() {
    local status=0
    for _ in $(seq 120); do
        kill -0 "$program_pid" 2>/dev/null || break
        sleep 0.5
    done
    kill -0 "$program_pid" 2>/dev/null && fail "the window stayed open after $1"
    wait "$program_pid" || status=$?
    program_pid=
    [ "$status" -eq 0 ] || fail "the program ended with $status after $1"
    ! grep -qi 'panicked' "$out/log" || fail "the program panicked"
}
