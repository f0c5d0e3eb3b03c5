// Values, marked nodes and JSON.
