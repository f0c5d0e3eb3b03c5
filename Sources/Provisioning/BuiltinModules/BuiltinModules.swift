// The modules that come with switchyard.
