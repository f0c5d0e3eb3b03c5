// Failover drills under live load.
