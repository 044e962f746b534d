# Completion for bash: options, scripts, and behind a script the parameters of experiments.

# One line a parameter: its name, then the values it may have where those are words.
_balnet_parameters() {
    "$1" -e '
        for _, group in pairs(require "balnet.tracking") do
            for _, declaration in ipairs(type(group) == "table" and group or {}) do
                local values = declaration.choices or declaration.kind == "boolean" and { "true", "false" } or {}
                print("--" .. declaration.name .. " " .. table.concat(values, " "))
            end
        end' 2>/dev/null
}

_balnet_script() {
    local i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -e | -l) ((i++)) ;;
        -*) ;;
        *) return 0 ;;
        esac
    done
    return 1
}

_balnet() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words
    COMPREPLY=()
    if ! _balnet_script; then
        case $previous in
        -e | -l) return ;;
        --rerun)
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
        esac
        if [[ $word == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '-e -l -i -v -E -W -- --help --version --rerun' -- "$word")
        else
            mapfile -t COMPREPLY < <(compgen -f -X '!*.lua' -- "$word"; compgen -d -S / -- "$word")
        fi
        return
    fi
    words=$(_balnet_parameters "${COMP_WORDS[0]}")
    if [[ $word == -* ]]; then words=$(awk '{ print $1 }' <<<"$words")
    else words=$(awk -v name="$previous" '$1 == name { $1 = ""; print }' <<<"$words"); fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -o nospace -F _balnet balnet
