/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */

/* Covers assuan_read_answer, assuan_read_data and assuan_write. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pin/assuan.h"
#include "valux/seal_lock.h"

#define PIN_SIZE (VALUX_PIN_MAX + 1)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nothing is hidden behind a zero. */
static bool is_text(const char pin[static PIN_SIZE])
{
    for (size_t i = strlen(pin); i < PIN_SIZE; i++)
        if (pin[i] != '\0')
            return false;
    return true;
}

/* What is refused leaves the PIN as it was; what is read is longer by at most the line. */
static void read_line(const char *line, char pin[static PIN_SIZE])
{
    char before[PIN_SIZE];

    memcpy(before, pin, PIN_SIZE);
    if (assuan_read_answer(line) != ASSUAN_DATA)
        return;
    if (!assuan_read_data(line, pin, PIN_SIZE)) {
        if (strcmp(pin, before) != 0)
            abort();
        return;
    }
    if (!is_text(pin) || strncmp(pin, before, strlen(before)) != 0 ||
        strlen(pin) - strlen(before) > strlen(line) - strlen("D "))
        abort();
}

/* What fits into a PIN is written to a line as a whole, and reads as the same. */
static void check_writing(const char *text)
{
    char line[ASSUAN_LINE_SIZE];
    char read[PIN_SIZE] = "";
    size_t length = assuan_write(line, "D", text);

    if (length >= sizeof line || length != strlen(line) || line[length - 1] != '\n' ||
        strcspn(line, "\r\n") != length - 1)
        abort();
    line[length - 1] = '\0';
    if (strlen(text) < PIN_SIZE &&
        (!assuan_read_data(line, read, sizeof read) || strcmp(read, text) != 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char pin[PIN_SIZE] = "";
    char *rest = NULL;
    char *text = malloc(size + 1);

    if (text == NULL)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    check_writing(text);
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        read_line(line, pin);
    free(text);
    return 0;
}
