#define _GNU_SOURCE
#include "CLinux.h"

#include <getopt.h>

enum { most_options = 128 };

int clinux_next_option(
    int count, char *const *words, const char *short_options,
    const struct clinux_long_option *options, int option_count, int is_first,
    struct clinux_option_found *found) {
    struct option table[most_options + 1];
    if (option_count > most_options) {
        return -2;
    }
    for (int index = 0; index < option_count; index++) {
        table[index].name = options[index].name;
        table[index].has_arg = options[index].takes_value ? required_argument : no_argument;
        table[index].flag = 0;
        table[index].val = options[index].code;
    }
    table[option_count] = (struct option){0};
    if (is_first) {
        optind = 0;
    }
    opterr = 0;
    optarg = 0;
    int code = getopt_long(count, words, short_options, table, 0);
    found->value = optarg;
    found->next_word = optind;
    found->offender = optopt;
    return code;
}
