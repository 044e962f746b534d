# Completion for bash: options, commands, scripts, and behind a script the parameters of experiments.

# One line a parameter: its name, then the values it may have where those are words.
_balnet_parameters() {
    "$1" -e '
        for _, group in pairs(require "balnet.run.tracking") do
            for _, declaration in ipairs(type(group) == "table" and group or {}) do
                local values = declaration.choices or declaration.kind == "boolean" and { "true", "false" } or {}
                print("--" .. declaration.name .. " " .. table.concat(values, " "))
            end
        end' 2>/dev/null
}

# The first word that is neither an option nor the value of one: a script or a command.
_balnet_first() {
    local i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -e | -l) ((i++)) ;;
        -*) ;;
        *)
            echo "${COMP_WORDS[i]}"
            return
            ;;
        esac
    done
}

# Files with a suffix, and folders.
_balnet_files() {
    mapfile -t COMPREPLY < <(compgen -f -X "!*.$1" -- "$2"; compgen -d -S / -- "$2")
}

_balnet_options() {
    case $2 in
    -e | -l) return ;;
    --rerun)
        mapfile -t COMPREPLY < <(compgen -f -- "$1")
        return
        ;;
    esac
    if [[ $1 == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '-e -l -i -v -E -W -- --help --version --rerun --selftest' -- "$1")
    else
        _balnet_files lua "$1"
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W 'sweep info report' -- "$1")
    fi
}

_balnet() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words first
    COMPREPLY=()
    first=$(_balnet_first)
    case $first in
    '') _balnet_options "$word" "$previous" && return ;;
    info) _balnet_files h5 "$word" && return ;;
    sweep | report) [[ $previous == "$first" ]] && _balnet_files lua "$word" && return ;;
    esac
    words=$(_balnet_parameters "${COMP_WORDS[0]}")
    if [[ $first == sweep ]]; then words+=$'\n--jobs\n--shard\n--gather\n--retry_failed\n--wait'; fi
    if [[ $word == -* ]]; then words=$(awk '{ print $1 }' <<<"$words")
    else words=$(awk -v name="$previous" '$1 == name { $1 = ""; print }' <<<"$words"); fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -o nospace -F _balnet balnet
