/* SPDX-License-Identifier: MPL-2.0 */
/* Copyright 2026 the VALUX for NSS developers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valux/agent_protocol.h"
#include "valux/signer_protocol.h"

static uint8_t frame[VALUX_AGENT_PIN_SIZE + 1];

static struct valux_agent_greeting greeting_of(uint32_t channel, uint32_t channels)
{
    return (struct valux_agent_greeting){
        .program = {7, 8}, .channel = channel, .channels = channels, .store = {9, 10}};
}

static bool is_allowed(struct valux_agent_greeting greeting)
{
    struct valux_agent_greeting read;

    valux_agent_greeting_encode(&greeting, frame);
    return valux_agent_greeting_decode(frame, VALUX_AGENT_GREETING_SIZE, &read);
}

static void test_what_is_written_is_read(void **state)
{
    struct valux_agent_greeting written = greeting_of(3, 8);
    struct valux_agent_greeting read;

    (void)state;
    written.waits = true;
    valux_agent_greeting_encode(&written, frame);
    assert_true(valux_agent_greeting_decode(frame, VALUX_AGENT_GREETING_SIZE, &read));
    assert_memory_equal(read.program, written.program, sizeof read.program);
    assert_memory_equal(read.store, written.store, sizeof read.store);
    assert_int_equal(read.channel, 3);
    assert_int_equal(read.channels, 8);
    assert_true(read.waits);
}

static void test_channels_are_bounded_and_a_program_has_a_number(void **state)
{
    struct valux_agent_greeting nobody = greeting_of(0, 1);

    (void)state;
    nobody.program[0] = nobody.program[1] = 0;
    assert_false(is_allowed(nobody));
    assert_true(is_allowed(greeting_of(0, 1)));
    assert_true(is_allowed(greeting_of(VALUX_SIGNER_CHANNELS_MAX - 1, VALUX_SIGNER_CHANNELS_MAX)));
    assert_false(is_allowed(greeting_of(0, VALUX_SIGNER_CHANNELS_MAX + 1)));
    assert_false(is_allowed(greeting_of(0, 0)));
    assert_false(is_allowed(greeting_of(1, 1)));
}

/* Magic, version and flags are the first twelve bytes. */
static void test_no_flipped_bit_of_the_head_is_passed_over(void **state)
{
    const struct valux_agent_greeting greeting = greeting_of(0, 1);
    struct valux_agent_greeting read;

    (void)state;
    for (size_t bit = 0; bit < 96; bit++) {
        valux_agent_greeting_encode(&greeting, frame);
        frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (valux_agent_greeting_decode(frame, VALUX_AGENT_GREETING_SIZE, &read))
            assert_true(bit == 80 && read.waits);
    }
}

static void test_other_lengths_are_refused(void **state)
{
    const struct valux_agent_greeting greeting = greeting_of(0, 1);
    const struct valux_agent_answer answer = {.status = VALUX_AGENT_READY};
    struct valux_agent_greeting read;
    struct valux_agent_answer read_answer;

    (void)state;
    valux_agent_greeting_encode(&greeting, frame);
    for (size_t length = 0; length <= sizeof frame; length++)
        assert_true(valux_agent_greeting_decode(frame, length, &read) ==
                    (length == VALUX_AGENT_GREETING_SIZE));
    valux_agent_answer_encode(&answer, frame);
    for (size_t length = 0; length <= sizeof frame; length++)
        assert_true(valux_agent_answer_decode(frame, length, &read_answer) ==
                    (length == VALUX_AGENT_ANSWER_SIZE));
}

static void test_a_control_is_for_one_store_and_has_a_known_verb(void **state)
{
    struct valux_agent_control control = {.verb = VALUX_AGENT_UNLOCK, .store = {1, 2}};
    struct valux_agent_control read;

    (void)state;
    memset(control.secret, 7, sizeof control.secret);
    valux_agent_control_encode(&control, frame);
    for (size_t length = 0; length <= sizeof frame; length++)
        assert_true(valux_agent_control_decode(frame, length, &read) ==
                    (length == VALUX_AGENT_CONTROL_SIZE));
    assert_true(valux_agent_control_decode(frame, VALUX_AGENT_CONTROL_SIZE, &read));
    assert_int_equal(read.verb, VALUX_AGENT_UNLOCK);
    assert_memory_equal(read.secret, control.secret, sizeof read.secret);
    for (unsigned verb = 0; verb < 8; verb++) {
        control.verb = verb;
        valux_agent_control_encode(&control, frame);
        assert_true(valux_agent_control_decode(frame, VALUX_AGENT_CONTROL_SIZE, &read) ==
                    (verb >= VALUX_AGENT_UNLOCK && verb <= VALUX_AGENT_STATE));
    }
    /* Whoever knows the store by another name may ask for the state, and for nothing else. */
    for (unsigned verb = 0; verb < 8; verb++) {
        control = (struct valux_agent_control){.verb = verb};
        valux_agent_control_encode(&control, frame);
        assert_true(valux_agent_control_decode(frame, VALUX_AGENT_CONTROL_SIZE, &read) ==
                    (verb == VALUX_AGENT_STATE));
    }
}

static void test_a_pin_is_bounded_and_no_other_message(void **state)
{
    struct valux_agent_pin pin = {.length = VALUX_AGENT_PIN_MAX};
    struct valux_agent_pin read;
    struct valux_agent_control control;

    (void)state;
    memset(pin.bytes, 'p', sizeof pin.bytes);
    valux_agent_pin_encode(&pin, frame);
    for (size_t length = 0; length <= sizeof frame; length++)
        assert_true(valux_agent_pin_decode(frame, length, &read) ==
                    (length == VALUX_AGENT_PIN_SIZE));
    assert_true(valux_agent_pin_decode(frame, VALUX_AGENT_PIN_SIZE, &read));
    assert_int_equal(read.length, VALUX_AGENT_PIN_MAX);
    assert_memory_equal(read.bytes, pin.bytes, sizeof pin.bytes);
    pin.length = VALUX_AGENT_PIN_MAX + 1;
    valux_agent_pin_encode(&pin, frame);
    assert_false(valux_agent_pin_decode(frame, VALUX_AGENT_PIN_SIZE, &read));
    pin.length = VALUX_AGENT_PIN_MAX - 1;
    valux_agent_pin_encode(&pin, frame);
    assert_false(valux_agent_pin_decode(frame, VALUX_AGENT_PIN_SIZE, &read));
    assert_false(valux_agent_control_decode(frame, VALUX_AGENT_PIN_SIZE, &control));
    pin = (struct valux_agent_pin){.length = 0};
    valux_agent_pin_encode(&pin, frame);
    assert_true(valux_agent_pin_decode(frame, VALUX_AGENT_PIN_SIZE, &read));
    assert_int_equal(read.length, 0);
    for (size_t bit = 0; bit < 128; bit++) {
        valux_agent_pin_encode(&pin, frame);
        frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(valux_agent_pin_decode(frame, VALUX_AGENT_PIN_SIZE, &read));
    }
}

static void test_an_unknown_status_is_refused(void **state)
{
    struct valux_agent_answer answer;
    struct valux_agent_answer read;

    (void)state;
    for (unsigned status = 0; status < 16; status++) {
        answer.status = status;
        valux_agent_answer_encode(&answer, frame);
        assert_true(valux_agent_answer_decode(frame, VALUX_AGENT_ANSWER_SIZE, &read) ==
                    (status <= VALUX_AGENT_PIN_FAILED));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_channels_are_bounded_and_a_program_has_a_number),
        cmocka_unit_test(test_no_flipped_bit_of_the_head_is_passed_over),
        cmocka_unit_test(test_other_lengths_are_refused),
        cmocka_unit_test(test_a_control_is_for_one_store_and_has_a_known_verb),
        cmocka_unit_test(test_a_pin_is_bounded_and_no_other_message),
        cmocka_unit_test(test_an_unknown_status_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
