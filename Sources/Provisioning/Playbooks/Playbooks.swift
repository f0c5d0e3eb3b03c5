// Plays, roles, blocks and tasks, loaded and checked.
