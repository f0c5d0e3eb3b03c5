// What a connection to a target offers, and the framed shell on it.
