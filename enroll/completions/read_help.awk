# SPDX-License-Identifier: MPL-2.0
# Reads what `valux-enroll COMMAND --help` says; see `generate` for what is written.

# "valux-json or est", behind whatever ends in a colon: the values, separated by spaces.
function values_of(text) {
    sub(/^.*: /, "", text)
    if (text !~ /^[a-z0-9-]+(, [a-z0-9-]+)* or [a-z0-9-]+$/)
        return ""
    gsub(/,| or/, "", text)
    return text
}

function kind_of(argument, values) {
    if (argument == "")
        return "flag"
    if (values != "")
        return "words"
    if (argument == "FILE" || argument == "PATH")
        return "file"
    return argument == "DIRECTORY" ? "directory" : "text"
}

/^Usage:.*NICKNAME/ { print "certificate\t" command }

# Options that are named in the first line alone take no argument.
/^Usage:/ {
    line = $0
    while (match(line, /--[a-z-]+/)) {
        mentioned[++mentioned_count] = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
    }
}

/^  --[a-z-]+/ {
    name = $1
    line = $0
    sub(/^ *[^ ]+ ?/, "", line)
    argument = match(line, /^[A-Z]+ /) ? substr(line, 1, RLENGTH - 1) : ""
    sub(/^[A-Z]* +/, "", line)
    sub(/[;,]$/, "", line)
    values = values_of(line)
    described[name] = 1
    print "option\t" command "\t" name "\t" kind_of(argument, values) "\t" values "\t" line
}

command == "config" && /^  [a-z]+[.a-zA-Z]*/ {
    line = $0
    names = ""
    while (match(line, /^ *[a-z]+\.?[a-zA-Z]*(, |  |$| )/)) {
        name = substr(line, 1, RLENGTH)
        line = substr(line, RLENGTH + 1)
        more = name ~ /, $/
        gsub(/[ ,]/, "", name)
        names = names name " "
        if (!more)
            break
    }
    sub(/^ +/, "", line)
    count = split(names, list, " ")
    for (i = 1; i <= count; i++)
        print "member\t" list[i] "\t" values_of(line)
}

END {
    for (i = 1; i <= mentioned_count; i++)
        if (!(mentioned[i] in described))
            print "option\t" command "\t" mentioned[i] "\tflag\t\t"
}
