# SPDX-License-Identifier: MPL-2.0
# Writes bash's completion for valux-enroll.

$1 == "command" { commands = commands " " $2 }
$1 == "certificate" { certificates = certificates (certificates == "" ? "" : " | ") $2 }
$1 == "option" {
    options[$2] = options[$2] " " $3
    if ($4 == "words")
        words[$3] = $5
    else if ($4 != "flag")
        kinds[$3] = $4
}
$1 == "member" {
    members = members " " $2
    if ($3 != "")
        values[$2] = $3
}

# The names of an array in the order of the alphabet: awk's own order is none.
function sorted(array, names,    name, count, i, other) {
    count = 0
    for (name in array)
        names[++count] = name
    for (i = 1; i <= count; i++)
        for (other = i + 1; other <= count; other++)
            if (names[other] < names[i]) {
                name = names[i]; names[i] = names[other]; names[other] = name
            }
    return count
}

function listed(kind,    names, count, i, list) {
    count = sorted(kinds, names)
    for (i = 1; i <= count; i++)
        if (kinds[names[i]] == kind)
            list = list (list == "" ? "" : " | ") names[i]
    return list
}

# A case for each name of the array: its words are completed.
function write_cases(array, before, after,    names, count, i) {
    count = sorted(array, names)
    for (i = 1; i <= count; i++)
        printf "    %s%s) COMPREPLY=($(compgen -W \"%s%s\" -- \"$word\")); return ;;\n", before,
            names[i], array[names[i]], after
}

END {
    print "# bash completion for valux-enroll, written by its build\n"
    print "_valux_enroll_certificates() {"
    print "    valux-enroll list --json 2>/dev/null | grep -o '\"nickname\": *\"[^\"]*\"' | cut -d'\"' -f4"
    print "}\n"
    print "_valux_enroll() {"
    print "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}"
    print "    local command=${COMP_WORDS[1]}"
    print "    COMPREPLY=()"
    print "    if [ \"$COMP_CWORD\" -eq 1 ]; then"
    printf "        COMPREPLY=($(compgen -W \"%s --help --version\" -- \"$word\"))\n", substr(commands, 2)
    print "        return"
    print "    fi"
    print "    case $before in"
    printf "    %s) compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n", listed("file")
    printf "    %s) compopt -o filenames; COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n", listed("directory")
    printf "    %s) return ;;\n", listed("text")
    write_cases(words, "", "")
    print "    esac"
    print "    case $command:$before in"
    write_cases(values, "config:", "")
    print "    config:[!-]*) [ \"$before\" = config ] || return ;;"
    print "    esac"
    print "    case $word in"
    print "    -*) ;;"
    print "    *)"
    print "        case $command in"
    printf "        %s) COMPREPLY=($(compgen -W \"$(_valux_enroll_certificates)\" -- \"$word\")); return ;;\n", certificates
    printf "        config) COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return ;;\n", substr(members, 2)
    print "        esac"
    print "        ;;"
    print "    esac"
    print "    case $command in"
    write_cases(options, "", " --help")
    print "    esac"
    print "}\n"
    print "complete -F _valux_enroll valux-enroll"
}
