// The commands of the switchyard program.
