#define _GNU_SOURCE
#include "CLinux.h"
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

int clinux_password_hash(const char *password, const char *setting, char *hash, unsigned long size) {
    struct crypt_data *data = calloc(1, sizeof *data);
    if (data == NULL) return 0;
    const char *result = crypt_r(password, setting, data);
    int fits = result != NULL && result[0] != '*' && strlen(result) < size;
    if (fits) memcpy(hash, result, strlen(result) + 1);
    explicit_bzero(data, sizeof *data);
    free(data);
    return fits;
}

int clinux_password_matches(const char *password, const char *hash) {
    struct crypt_data *data = calloc(1, sizeof *data);
    if (data == NULL) return 0;
    const char *result = crypt_r(password, hash, data);
    int matches = result != NULL && result[0] != '*' && strcmp(result, hash) == 0;
    free(data);
    return matches;
}
