# SPDX-License-Identifier: MPL-2.0
# Writes zsh's completion for valux-enroll.

# A description as it may stand within brackets and single quotes.
function quoted(text) {
    gsub(/'/, "'\\''", text)
    gsub(/\[/, "\\[", text)
    gsub(/\]/, "\\]", text)
    gsub(/:/, "\\:", text)
    return text
}

function action(kind, values) {
    if (kind == "words")
        return ":value:(" values ")"
    if (kind == "file")
        return ":file:_files"
    if (kind == "directory")
        return ":directory:_files -/"
    return kind == "text" ? ":value: " : ""
}

$1 == "command" {
    names[++count] = $2
    summaries[$2] = $3
}
$1 == "certificate" { argument[$2] = " '1:certificate:_valux_enroll_certificates'" }
$1 == "option" { options[$2] = options[$2] " '*" $3 "[" quoted($6) "]" action($4, $5) "'" }
$1 == "member" {
    members = members " " $2
    if ($3 != "")
        values = values "    " $2 ") compadd -- " $3 " ;;\n"
}

END {
    print "#compdef valux-enroll"
    print "# zsh completion for valux-enroll, written by its build\n"
    print "_valux_enroll_certificates() {"
    print "    compadd -- $(valux-enroll list --json 2>/dev/null | grep -o '\"nickname\": *\"[^\"]*\"' | cut -d'\"' -f4)"
    print "}\n"
    print "_valux_enroll_members() { compadd --" members " }\n"
    print "_valux_enroll_values() {"
    print "    case ${words[CURRENT-1]} in"
    printf "%s", values
    print "    esac"
    print "}\n"
    print "_valux_enroll() {"
    print "    if (( CURRENT == 2 )); then"
    print "        local -a commands=("
    for (i = 1; i <= count; i++)
        printf "            '%s:%s'\n", names[i], quoted(summaries[names[i]])
    print "        )"
    print "        _describe command commands"
    print "        compadd -- --help --version"
    print "        return"
    print "    fi"
    print "    shift words"
    print "    (( CURRENT-- ))"
    print "    case ${words[1]} in"
    argument["config"] = " '1:member:_valux_enroll_members' '2:value:_valux_enroll_values'"
    for (i = 1; i <= count; i++)
        printf "    %s) _arguments%s%s '--help[explain the command]' ;;\n", names[i],
            options[names[i]], argument[names[i]]
    print "    esac"
    print "}\n"
    print "_valux_enroll \"$@\""
}
