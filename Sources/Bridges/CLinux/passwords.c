#define _GNU_SOURCE
#include "CLinux.h"
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

int clinux_password_matches(const char *password, const char *hash) {
    struct crypt_data *data = calloc(1, sizeof *data);
    if (data == NULL) return 0;
    const char *result = crypt_r(password, hash, data);
    int matches = result != NULL && result[0] != '*' && strcmp(result, hash) == 0;
    free(data);
    return matches;
}
