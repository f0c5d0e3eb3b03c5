// Which server gets the next stream.
