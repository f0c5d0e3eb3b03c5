// Runtime API, statistics, logs, reload.
