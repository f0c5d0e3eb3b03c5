// SSH by libssh.
