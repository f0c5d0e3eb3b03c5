// Hosts, groups, their variables and patterns.
