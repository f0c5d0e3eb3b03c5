// Ansible vault texts.
