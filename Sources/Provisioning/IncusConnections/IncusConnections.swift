// The Incus REST API and containers reached through it.
