/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include "screen/certificate_page.h"

#include <stdio.h>

#include "valux/text.h"

static const char style[] =
    "@page { size: A4; margin: 20mm }\n"
    "body { max-width: 40em; margin: 2em auto; padding: 0 1em; font: 12pt/1.6 sans-serif;"
    " color: #000; background: #fff }\n"
    "h1 { font-size: 16pt }\n"
    "table { border-collapse: collapse; width: 100% }\n"
    "th, td { border: 1px solid #666; padding: .4em .6em; text-align: left; vertical-align: top }\n"
    "th { width: 35%; font-weight: normal; background: #eee }\n"
    "td { font-weight: bold; overflow-wrap: anywhere }\n";

/* The text, with the characters escaped that are HTML's own. */
static void write_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '&')
            fputs("&amp;", stdout);
        else if (*text == '<')
            fputs("&lt;", stdout);
        else if (*text == '>')
            fputs("&gt;", stdout);
        else
            putchar(*text);
    }
}

static void write_element(const char *name, const char *text)
{
    printf("<%s>", name);
    write_text(text);
    printf("</%s>", name);
}

void certificate_page_write(const struct certificate_sheet *sheet)
{
    /* The language of the translation, as HTML's attribute lang names it. */
    printf("<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", _("en"));
    fputs("<meta name=\"viewport\" content=\"width=device-width\">\n", stdout);
    write_element("title", sheet->title);
    printf("\n<style>\n%s</style>\n</head>\n<body>\n", style);
    write_element("h1", sheet->title);
    fputs("\n<table>\n", stdout);
    for (size_t i = 0; i < sheet->row_count; i++) {
        fputs("<tr>", stdout);
        write_element("th", sheet->rows[i].name);
        write_element("td", sheet->rows[i].value);
        fputs("</tr>\n", stdout);
    }
    fputs("</table>\n", stdout);
    for (size_t i = 0; i < sheet->paragraph_count; i++) {
        write_element("p", sheet->paragraphs[i]);
        putchar('\n');
    }
    fputs("</body>\n</html>\n", stdout);
}
