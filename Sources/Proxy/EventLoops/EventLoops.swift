// Epoll loops, timers and slot tables.
