// The verdict on a server from its probes.
