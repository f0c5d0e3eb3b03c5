// Runs playbooks on hosts.
