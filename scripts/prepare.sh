# shellcheck shell=bash
# What scripts/run and scripts/test need before they can build: read into them,
# not run. Installs what is missing on Debian and Ubuntu, says elsewhere what to
# install, and settles where build products are kept.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Build products stay here, and a later run finds them again.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/exoscope/target}"

# What the program loads when it opens a window or makes a picture: the Vulkan
# loader, Mesa's drivers (one of them works without a graphics card) and the
# libraries of an X client.
# shellcheck disable=SC2034
runtime_packages=(libvulkan1 mesa-vulkan-drivers libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libxrandr2)

# A layer of Mesa asks a Wayland display which device to prefer, and complains
# aloud where there is none.
[ -n "${WAYLAND_DISPLAY-}" ] || export NODEVICE_SELECT=1

fail() {
    echo "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        return 1
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME...: those that are missing, with apt where there is apt.
install_packages() {
    local package missing=()
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        [ "$(uname -s)" = Linux ] && say_what_to_install "$@"
        return 0
    fi
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "Installing ${missing[*]}"
    # Lists that can't be renewed may still do.
    as_root apt-get update -qq </dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null ||
        fail "These packages are missing and could not be installed; as root, run: apt-get install ${missing[*]}"
}

# Where there is no apt: names the packages, under their Debian names, once
# something that they hold is really missing.
say_what_to_install() {
    local package program missing=()
    for package in "$@"; do
        case $package in
        libvulkan1) library_is_there libvulkan.so.1 || missing+=("$package") ;;
        libx11-6) library_is_there libX11.so.6 || missing+=("$package") ;;
        libxkbcommon-x11-0) library_is_there libxkbcommon-x11.so.0 || missing+=("$package") ;;
        xvfb) command -v Xvfb >/dev/null || missing+=("$package") ;;
        nodejs) command -v node >/dev/null || missing+=("$package") ;;
        imagemagick) command -v import >/dev/null || missing+=("$package") ;;
        xdotool | wmctrl | curl | npm | hunspell)
            program=$package
            command -v "$program" >/dev/null || missing+=("$package")
            ;;
        esac
    done
    if [ ${#missing[@]} -gt 0 ]; then
        echo "This is no Debian or Ubuntu: please install what Debian calls ${missing[*]}, and a Vulkan driver." >&2
    fi
}

library_is_there() {
    ldconfig -p 2>/dev/null | grep -qF "$1"
}

install_linker() {
    command -v cc >/dev/null && return 0
    install_packages gcc libc6-dev
    command -v cc >/dev/null || fail "There is no C linker (cc): please install gcc or clang."
}

cargo_is_new_enough() {
    local wanted found
    command -v cargo >/dev/null || return 1
    wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$root/Cargo.toml")
    found=$(cd "$root" && cargo --version </dev/null | awk '{ print $2 }') || return 1
    [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ]
}

install_rust() {
    local cargo_home="${CARGO_HOME:-$HOME/.cargo}"
    cargo_is_new_enough && return 0
    export PATH="$cargo_home/bin:$PATH"
    cargo_is_new_enough && return 0
    if ! command -v rustup >/dev/null; then
        echo "There is no Rust that is new enough: installing rustup (https://rustup.rs) into $cargo_home"
        command -v curl >/dev/null || install_packages curl ca-certificates
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
            sh -s -- -y --quiet --profile minimal --default-toolchain none --no-modify-path ||
            fail "rustup could not be installed; see https://rustup.rs for other ways."
    fi
    echo "Installing the Rust toolchain that rust-toolchain.toml names"
    (cd "$root" && rustup toolchain install </dev/null) || true
    cargo_is_new_enough ||
        fail "The Rust toolchain named in rust-toolchain.toml could not be installed."
}

# The Khronos validator of glTF files, as npm has it. It is kept beside the
# build products, so that it is fetched once and found again without a network.
gltf_validator_version=2.0.0-dev.3.10
gltf_validator_home="${XDG_CACHE_HOME:-$HOME/.cache}/exoscope/gltf-validator-$gltf_validator_version"
# shellcheck disable=SC2034
gltf_validator="$gltf_validator_home/node_modules/gltf-validator"

prepare_gltf_validator() {
    local package packages=()
    command -v node >/dev/null || packages+=(nodejs)
    if [ ! -e "$gltf_validator/package.json" ]; then
        command -v npm >/dev/null || packages+=(npm)
    fi
    # Node may be there without Debian's package of it.
    if [ ${#packages[@]} -gt 0 ]; then
        install_packages "${packages[@]}"
        for package in "${packages[@]}"; do
            command -v "${package%js}" >/dev/null ||
                fail "${package%js} is missing: please install Node.js and npm (Debian: apt-get install nodejs npm)"
        done
    fi
    [ -e "$gltf_validator/package.json" ] && return 0
    echo "Fetching the glTF validator into $gltf_validator_home"
    mkdir -p "$gltf_validator_home"
    npm install --prefix "$gltf_validator_home" --no-audit --no-fund --silent \
        "gltf-validator@$gltf_validator_version" </dev/null ||
        fail "The glTF validator could not be fetched from npm: is there a network?"
}

# prepare NAME...: everything for building, and these packages for running.
prepare() {
    install_linker
    install_packages "$@"
    install_rust
}
