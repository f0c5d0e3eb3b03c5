#include <libssh/libssh.h>
#include <libssh/callbacks.h>
// `ssh_send_keepalive` is declared with the server's functions, but clients use it too.
#include <libssh/server.h>
