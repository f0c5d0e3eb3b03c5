// The command line of switchyard-proxy.
