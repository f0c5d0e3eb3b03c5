// The configuration language of HAProxy, the subset stated.
