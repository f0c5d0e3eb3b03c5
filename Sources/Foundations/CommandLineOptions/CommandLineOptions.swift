// Command lines read by getopt_long.
