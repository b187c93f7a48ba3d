# SPDX-License-Identifier: MPL-2.0
# Writes fish's completion for valux-enroll.

function quoted(text) {
    gsub(/[\\']/, "\\\\&", text)
    return "'" text "'"
}

function for_command(name) {
    return "complete -c valux-enroll -n '__fish_seen_subcommand_from " name "' "
}

BEGIN {
    print "# fish completion for valux-enroll, written by its build\n"
    print "function __valux_enroll_certificates"
    print "    valux-enroll list --json 2>/dev/null | string match -rag '\"nickname\": *\"([^\"]*)\"'"
    print "end\n"
    print "complete -c valux-enroll -f"
    print "complete -c valux-enroll -l help -d 'explain the command'"
    print "complete -c valux-enroll -n __fish_use_subcommand -l version"
}

$1 == "command" {
    print "complete -c valux-enroll -n __fish_use_subcommand -a " $2 " -d " quoted($3)
}
$1 == "certificate" { print for_command($2) "-a '(__valux_enroll_certificates)'" }
$1 == "option" {
    argument = $4 == "flag" ? "" : " -x"
    if ($4 == "words")
        argument = " -x -a " quoted($5)
    else if ($4 == "file")
        argument = " -r -F"
    else if ($4 == "directory")
        argument = " -x -a '(__fish_complete_directories)'"
    print for_command($2) "-l " substr($3, 3) argument " -d " quoted($6)
}
$1 == "member" {
    names = names " " $2
    if ($3 != "")
        print "complete -c valux-enroll -n '__fish_prev_arg_in " $2 "' -a " quoted($3)
}

END {
    names = substr(names, 2)
    print "complete -c valux-enroll -n '__fish_seen_subcommand_from config; and not __fish_seen_subcommand_from " names "' -a " quoted(names)
}
