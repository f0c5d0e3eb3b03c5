// YAML text to marked nodes by libyaml, and values to YAML text.
